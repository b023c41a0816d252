"""What nobody may get: tried from outside, and by one pupil towards another."""

from load_kernel import run
from load_pupil import LESSON, Pupil, client, mark


async def try_to_break_in(first, second, hub):
    """Sentences about what was got that nobody should get; first and second are pupils."""
    got = []
    async with client() as session:
        stranger = Pupil("load-zz", "not-the-password", hub)
        if await stranger.log_in(session):
            got.append("a wrong password was let in")
        for path in (f"user/{first.name}/api/contents", "hub/api/users"):
            async with session.get(f"{hub}/{path}", allow_redirects=False) as answer:
                if answer.status == 200:
                    got.append(f"{path} was shown without a password")
    async with client(first.cookies) as session:
        return got + await by_page(session, first, second) + await by_kernel(session, first, second)


async def by_page(session, pupil, other):
    """Ask for the other's files through the pages, as pupil."""
    got, home = [], f"/home/natokit/{other.name}"
    for path in (
        other.url(f"api/contents/{LESSON}"),
        pupil.url(f"api/contents/../../{other.name}/lessons/{LESSON}"),
        pupil.url(f"api/contents/%2e%2e/%2e%2e/{other.name}/lessons/{LESSON}"),
        pupil.url(f"files{home}/lessons/{LESSON}"),
    ):
        async with session.get(path) as answer:
            if mark(other.name) in await answer.text():
                got.append(f"{path} showed another pupil's lesson")
    headers = pupil.headers(session)
    async with session.post(pupil.url("api/terminals"), headers=headers) as answer:
        if answer.status < 400:
            got.append("a terminal was opened")
    return got


async def by_kernel(session, pupil, other):
    """Ask for the other's files and the server's passwords from a kernel of pupil."""
    got, home = [], f"/home/natokit/{other.name}"
    kernel = await pupil.kernel(session, "x.ipynb")
    async with session.ws_connect(pupil.url(f"api/kernels/{kernel}/channels")) as ws:
        for source in (
            f"import os; os.listdir({home!r})",
            f"open({home + '/lessons/' + LESSON!r}).read()",
            "open('/etc/natokit-class/class.env').read()",
            "open('/var/lib/natokit-class/hub.sqlite', 'rb').read()",
        ):
            try:
                await run(ws, source)
                got.append(f"the kernel answered {source}")
            except RuntimeError as error:
                if "PermissionError" not in str(error):
                    got.append(f"{source}: {error}")
    return got
