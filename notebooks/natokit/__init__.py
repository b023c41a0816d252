"""Maps of NATO's enlargement for any day since 1949, for lessons. Each name is loaded when it is
first used.
"""

import importlib

_HOME = {
    "DataError": "tables",
    "members_on": "history",
    "memberships_on": "history",
    "stages": "history",
    "stage": "history",
    "as_of": "history",
    "sites_on": "troops",
    "estimates_on": "troops",
    "lines_on": "troops",
    "borders_on": "borders",
    "states_on": "borders",
    "border_length": "borders",
    "nearest_member": "borders",
    "border_history": "borders",
    "border_sources": "known",
    "distance_history": "borders",
    "draw_map": "maps",
    "export_day": "export",
    "save_table": "mywork",
    "chart_members": "charts",
    "chart_border": "charts",
    "chart_distance": "charts",
    "chart_estimates": "troop_charts",
    "read_article": "reading",
    "retold": "article",
    "paragraphs": "article",
    "claims": "article",
    "tally": "article",
    "verdicts": "article",
    "pairs": "article",
    "spliced": "article",
    "evidence": "bearing",
    "check_claims": "claimcheck",
    "compare_voices": "sides",
    "documents": "sides",
    "glossary": "terms",
    "what_changed": "describe",
    "alt_text": "describe",
    "add_row": "whatif",
    "change_row": "whatif",
    "remove_row": "whatif",
    "add_stage": "whatif",
    "check_row": "whatif",
    "undo": "whatif",
    "undo_all": "whatif",
    "my_changes": "whatif",
    "keep_changes": "whatif",
    "load_changes": "whatif",
    "TimeMap": "timemap",
    "exercise": "quiz",
    "exercises": "quiz",
    "check": "quiz",
    "progress": "summary",
    "export_progress": "summary",
}
__all__ = sorted(_HOME)


def __getattr__(name):
    if name in _HOME:
        return getattr(importlib.import_module(f".{_HOME[name]}", __name__), name)
    raise AttributeError(f"natokit has no '{name}'. It has: {', '.join(__all__)}.")


def __dir__():
    return __all__
