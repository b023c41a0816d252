"""How the Hub starts a pupil's server: as the pupil's own UNIX account, in turn, within limits."""

import asyncio
import os

import limits
import pupils
from jupyterhub.spawner import LocalProcessSpawner, set_user_setuid
from jupyterhub.utils import wait_for_server
from traitlets import Float, Unicode

AT_ONCE = int(os.environ.get("NATOKIT_AT_ONCE", os.cpu_count() or 2))
_turn = asyncio.Semaphore(AT_ONCE)


class ClassSpawner(LocalProcessSpawner):
    """One account each; servers start in turn, so that a class arriving together meets a waiting
    page and not an error; memory and processor limited where the kernel allows.
    """

    kit = Unicode(help="folder with notebooks/ and data/").tag(config=True)
    cores = Float(1.5, help="most processor cores one pupil may use").tag(config=True)
    waiting = False

    async def start(self):
        self.waiting = True
        async with _turn:
            self.waiting = False
            entry = await asyncio.to_thread(pupils.ensure, self.user.name)
            told = await asyncio.to_thread(pupils.deliver_to, entry, self.kit)
            if told:
                self.log.info("Lessons for %s: %s", self.user.name, told)
            ip, port = await super().start()
            await wait_for_server(ip, port, timeout=self.http_timeout)
        return ip, port

    async def progress(self):
        yield {
            "progress": 5,
            "message": "Your lessons are being opened. This page goes on by itself.",
        }
        while self.waiting:
            await asyncio.sleep(2)
        yield {"progress": 50, "message": "It is your turn: the server starts now."}

    def make_preexec_fn(self, name):
        """Runs in the new process: join the limits while still root, then become the pupil."""
        become, joins = set_user_setuid(pupils.account(name)), []
        try:
            joins = limits.prepare(name, self.mem_limit, self.cores)
        except OSError as error:
            self.log.warning("No memory limit for %s on this machine: %s", name, error)

        def enter():
            for file in joins:
                file.write_text("0")
            os.umask(0o077)
            become()

        return enter

    def user_env(self, env):
        entry = pupils.ensure(self.user.name)
        return env | {"USER": entry.pw_name, "HOME": entry.pw_dir, "SHELL": "/bin/sh"}
