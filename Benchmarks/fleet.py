"""A fleet of GPU nodes on a real API server, and those who read all of it."""

import http.client
import itertools
import json
import os
import shutil
import ssl
import threading
import urllib.parse

import measure

PODS_PER_NODE = 4
WRITERS = 12
NAMESPACE = "fleet"
LISTS = ("/api/v1/nodes", "/api/v1/pods")
PROTOBUF = "application/vnd.kubernetes.protobuf"


def sizes():
    """How many nodes to measure with, one cluster each: FLEETS="5000 20000"."""
    return [int(word) for word in os.environ.get("FLEETS", "5000").split()]


def ours(live, nodes):
    """Reads nodes and pods and places workers on them; how many nodes there are is among what it says."""
    run = measure.run([measure.ours(), "preflight", "--kubeconfig", live.kubeconfig, "--only", "gpu-nodes"], 600)
    if str(nodes).encode() not in run.stdout:
        said = (run.stdout + run.stderr).decode("utf-8", "replace")
        raise SystemExit(f"preflight has not seen {nodes} nodes:\n{said}")
    return run


def download(live, form):
    """Both lists, one after the other, to nowhere."""
    curl = shutil.which("curl")
    if not curl:
        raise SystemExit("curl is missing: install the package `curl`")
    command = [curl, "--silent", "--show-error", "--fail", "--cacert", live.authority]
    command += ["--header", f"Authorization: Bearer {live.token}", "--header", f"Accept: {form}"]
    for path in LISTS:
        command += ["--output", os.devnull, live.server + path]
    return succeeded(measure.run(command, 600))


def kubectl(live):
    command = [measure.part("kubectl"), "--kubeconfig", live.kubeconfig, "get", "nodes,pods", "-A", "-o", "json"]
    return succeeded(measure.run(command, 600))


def succeeded(run):
    if not run.succeeded:
        raise SystemExit(run.stderr.decode("utf-8", "replace"))
    return run


# --- What there is -----------------------------------------------------------------------------------------------------


def fill(live, nodes):
    """Makes the nodes and their pods."""
    live.kubectl("create", "namespace", NAMESPACE)
    work = itertools.chain(
        (("/api/v1/nodes", node(number)) for number in range(nodes)),
        (
            (f"/api/v1/namespaces/{NAMESPACE}/pods", pod(number, index))
            for number in range(nodes)
            for index in range(PODS_PER_NODE)
        ),
    )
    lock = threading.Lock()
    failures = []

    def write():
        address = urllib.parse.urlparse(live.server)
        trust = ssl.create_default_context(cafile=live.authority)
        connection = http.client.HTTPSConnection(address.hostname, address.port, context=trust)
        headers = {"Authorization": f"Bearer {live.token}", "Content-Type": "application/json"}
        while not failures:
            with lock:
                path, item = next(work, (None, None))
            if path is None:
                return
            connection.request("POST", path, json.dumps(item), headers)
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300:
                failures.append(f"{path}: {answer.status} {text.decode('utf-8', 'replace')}")

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"the fleet cannot be made: {failures[0]}")


def gpus(number):
    """Devices of a node, and what they are."""
    if number % 5 == 0:
        return 8, "NVIDIA-H100-80GB-HBM3", 81559
    if number % 10 == 1:
        return 4, "NVIDIA-L40S", 46068
    return 0, "", 0


def node(number):
    name = f"node-{number:05d}"
    count, product, memory = gpus(number)
    labels = {
        "kubernetes.io/hostname": name, "kubernetes.io/arch": "amd64", "kubernetes.io/os": "linux",
        "topology.kubernetes.io/zone": f"zone-{number % 3}", "node.kubernetes.io/instance-type": "large",
    }
    room = {"cpu": "96", "memory": "1000Gi", "pods": "110", "ephemeral-storage": "200Gi"}
    spec = {}
    if count:
        room["nvidia.com/gpu"] = str(count)
        labels |= {
            "nvidia.com/gpu.present": "true", "nvidia.com/gpu.product": product, "nvidia.com/gpu.count": str(count),
            "nvidia.com/gpu.memory": str(memory), "nvidia.com/cuda.driver.major": "570",
        }
        labels |= {f"feature.node.kubernetes.io/cpu-cpuid.FEATURE{index}": "true" for index in range(40)}
        spec["taints"] = [{"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}]
        if number % 50 == 0:
            spec["unschedulable"] = True
    ready = "False" if count and number % 100 == 5 else "True"
    return {
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": spec,
        "status": {
            "capacity": room, "allocatable": room,
            "conditions": [condition("Ready", ready)] + [
                condition(name, "False") for name in ("MemoryPressure", "DiskPressure", "PIDPressure")],
            "nodeInfo": {
                "kubeletVersion": "v1.36.2", "containerRuntimeVersion": "containerd://2.1.0",
                "kernelVersion": "6.8.0", "osImage": "Ubuntu 24.04 LTS", "operatingSystem": "linux",
                "architecture": "amd64", "machineID": "", "systemUUID": "", "bootID": "", "kubeProxyVersion": "",
            },
            "images": [image(number, index) for index in range(40)],
        },
    }


def condition(name, status):
    time = "2026-11-01T00:00:00Z"
    return {
        "type": name, "status": status, "reason": f"Kubelet{name}", "message": f"kubelet says {status} of {name}",
        "lastHeartbeatTime": time, "lastTransitionTime": time,
    }


def image(number, index):
    repository = f"registry.example.com/team/image-{index}"
    digest = f"{number * 100 + index:064x}"
    return {"names": [f"{repository}@sha256:{digest}", f"{repository}:v1.{index}"], "sizeBytes": 123456789}


def pod(number, index):
    count, _, _ = gpus(number)
    requests = {"cpu": "100m", "memory": "1Gi"}
    limits = {"memory": "1Gi"}
    if count and index % 2 == 0:
        limits["nvidia.com/gpu"] = requests["nvidia.com/gpu"] = "1"
    container = {
        "name": "main", "image": "registry.example.com/team/image:1",
        "resources": {"requests": requests, "limits": limits},
        "env": [{"name": f"VARIABLE_{variable}", "value": "x" * 30} for variable in range(12)],
    }
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": f"pod-{number:05d}-{index}", "namespace": NAMESPACE, "labels": {"app": f"app-{index}"}},
        "spec": {
            "nodeName": f"node-{number:05d}", "tolerations": [{"operator": "Exists"}],
            "automountServiceAccountToken": False, "containers": [container],
        },
    }
