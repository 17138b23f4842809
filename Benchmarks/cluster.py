"""A real control plane for measuring: etcd and kube-apiserver on loopback, from the parts that tests use."""

import contextlib
import os
import subprocess
import tempfile

import measure

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.kubeconfig = os.path.join(folder, "kubeconfig")

    @property
    def server(self):
        return self.read("server")

    @property
    def token(self):
        """The admin's."""
        return self.read("token")

    @property
    def authority(self):
        """The file of certificates to trust."""
        return os.path.join(self.folder, "ca.crt")

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read().strip()

    def kubectl(self, *arguments, check=True):
        """What kubectl prints; raises with its words when it fails."""
        command = [measure.part("kubectl"), "--kubeconfig", self.kubeconfig, *arguments]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if check and done.returncode != 0:
            raise SystemExit(f"{' '.join(command)}: {done.stderr}")
        return done.stdout


@contextlib.contextmanager
def running():
    """A cluster for the time of a `with`; it ends with this process, too."""
    with tempfile.TemporaryDirectory(prefix="bench-cluster-") as place:
        folder = os.path.join(place, "cluster")
        script = os.path.join(ROOT, ".ci", "control-plane")
        subprocess.run(
            [script, "start", folder, "--parent", str(os.getpid())], check=True, stdout=subprocess.DEVNULL)
        try:
            yield Cluster(folder)
        finally:
            subprocess.run([script, "stop", folder], check=False, stdout=subprocess.DEVNULL)
