#!/usr/bin/env python3
"""Whether deployments find room on a cluster's nodes, computed slowly and by itself: a second opinion on the preflight.

It reads what kubectl prints and tries every way of placing the workers, so that it is for small fleets. Nothing of it is
taken from groundcrew: it follows what the documentation of Kubernetes says of the scheduler.

    kubectl get nodes -o json > nodes.json; kubectl get pods -A -o json > pods.json
    fleet-oracle.py --nodes nodes.json --pods pods.json --demands demands.json [--slices …] [--classes …] [--claims …]
    fleet-oracle.py --lines < fleets.jsonl        # {"nodes": […], "pods": […], "demands": […], …} a line

A demand: {"name", "namespace", "workers", "gpus", "resource", "cpu", "memory", "disk", "extra": {}, "tolerations": [],
"nodeSelector": {}, "affinity": {}, "volumes": [], "architectures": [], "priority": 0, "groupSize": 1, "topology": ""};
amounts as in a Pod, volumes are the nodeAffinity of those that are mounted. It prints, a line for each
fleet, {"alone", "fits", "preempts", "together", "free", "physical"}: room for the accelerators alone, for whole pods, for
whole pods when pods of lower priority that hold devices have gone (one demand only), for whole pods of which each group is
on nodes that have the same value of the label "topology" (one demand only, of whose workers none runs yet), what each node
has left, and how many devices stand behind what nodes offer of the first demand's resource.
"""

import argparse
import json
import sys
from fractions import Fraction

SUFFIXES = {
    "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "": Fraction(1), "k": Fraction(10**3),
    "M": Fraction(10**6), "G": Fraction(10**9), "T": Fraction(10**12), "P": Fraction(10**15),
    "Ki": Fraction(2**10), "Mi": Fraction(2**20), "Gi": Fraction(2**30), "Ti": Fraction(2**40),
}
PRESSURES = ("DiskPressure", "MemoryPressure", "PIDPressure", "NetworkUnavailable")
WHOLE = ("cpu", "memory")


def quantity(text):
    """The amount, exactly."""
    if not isinstance(text, str):
        return Fraction(str(text))
    digits = text.rstrip("numkMGTPKi")
    suffix = text[len(digits):]
    return Fraction(digits) * SUFFIXES[suffix]


def amounts(resources):
    return {name: quantity(value) for name, value in (resources or {}).items()}


def is_extended(name):
    return "/" in name and "kubernetes.io/" not in name


# What a pod takes.


def container_requests(container):
    resources = container.get("resources") or {}
    taken = amounts(resources.get("limits"))
    taken.update(amounts(resources.get("requests")))
    return taken


def pod_requests(pod):
    spec = pod["spec"]
    peaks = []
    sidecars = {}

    def plus(left, right):
        return {name: left.get(name, 0) + right.get(name, 0) for name in {*left, *right}}

    for container in spec.get("initContainers") or []:
        wanted = container_requests(container)
        if container.get("restartPolicy") == "Always":
            sidecars = plus(sidecars, wanted)
            peaks.append(sidecars)
        else:
            peaks.append(plus(sidecars, wanted))
    running = sidecars
    for container in spec.get("containers") or []:
        running = plus(running, container_requests(container))
    peaks.append(running)
    total = {}
    for peak in peaks:
        for name, amount in peak.items():
            total[name] = max(total.get(name, 0), amount)
    for name, amount in amounts((spec.get("resources") or {}).get("requests")).items():
        if name in WHOLE:
            total[name] = amount
    return plus(total, amounts(spec.get("overhead")))


def has_ended(pod):
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


# What devices give.


def selects(selector, device, driver):
    """The few expressions that are understood here; any other one is an error."""
    expression = selector["cel"]["expression"]
    if expression == "device.driver == 'gpu.nvidia.com'":
        return driver == "gpu.nvidia.com"
    if expression == "device.attributes['gpu.nvidia.com'].type == 'gpu'":
        attributes = device.get("attributes") or {}
        kind = attributes.get("type") or attributes.get("gpu.nvidia.com/type") or {}
        return kind.get("string") == "gpu"
    raise ValueError("expression " + expression)


def devices_of(fleet, resource):
    """By node: how many devices stand for the resource, and how many of them no claim holds."""
    named = [c for c in fleet.get("classes") or [] if (c.get("spec") or {}).get("extendedResourceName") == resource]
    prefix = "deviceclass.resource.kubernetes.io/"
    if resource.startswith(prefix):
        named = [c for c in fleet.get("classes") or [] if c["metadata"]["name"] == resource[len(prefix):]]
    if not named:
        return {}
    newest = max(c["metadata"].get("creationTimestamp", "") for c in named)
    chosen = min(
        (c for c in named if c["metadata"].get("creationTimestamp", "") == newest), key=lambda c: c["metadata"]["name"])
    held = set()
    for claim in fleet.get("claims") or []:
        allocation = ((claim.get("status") or {}).get("allocation") or {}).get("devices") or {}
        for result in allocation.get("results") or []:
            if not result.get("adminAccess"):
                held.add((result["driver"], result["pool"], result["device"]))
    pools = {}
    for item in fleet.get("slices") or []:
        spec = item["spec"]
        pools.setdefault((spec["driver"], spec["pool"]["name"]), []).append(spec)
    found = {}
    for (driver, pool), slices in pools.items():
        last = max(s["pool"].get("generation", 0) for s in slices)
        slices = [s for s in slices if s["pool"].get("generation", 0) == last]
        if len(slices) != max(s["pool"].get("resourceSliceCount", 1) for s in slices):
            continue
        for spec in slices:
            for device in spec.get("devices") or []:
                bad = any(t["effect"] in ("NoSchedule", "NoExecute") for t in device.get("taints") or [])
                if bad or not all(selects(s, device, driver) for s in (chosen["spec"].get("selectors") or [])):
                    continue
                counts = found.setdefault(spec.get("nodeName", ""), [0, 0])
                counts[0] += 1
                counts[1] += (driver, pool, device["name"]) not in held
    return found


# Which nodes a worker may go to.


def tolerates(toleration, taint):
    if toleration.get("effect") and toleration["effect"] != taint["effect"]:
        return False
    operator = toleration.get("operator") or "Equal"
    key = toleration.get("key") or ""
    if operator == "Exists":
        return key in ("", taint["key"])
    return operator == "Equal" and key == taint["key"] and (toleration.get("value") or "") == (taint.get("value") or "")


def requirement_holds(requirement, label):
    operator, values = requirement["operator"], requirement.get("values") or []
    if operator == "In":
        return label in values
    if operator == "NotIn":
        return label not in values
    if operator == "Exists":
        return label is not None
    if operator == "DoesNotExist":
        return label is None
    try:
        return int(label) > int(values[0]) if operator == "Gt" else int(label) < int(values[0])
    except (TypeError, ValueError):
        return False


def affinity_holds(affinity, node):
    required = ((affinity or {}).get("nodeAffinity") or {}).get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    return selected(required, node)


def selected(selector, node):
    terms = selector.get("nodeSelectorTerms") or []
    labels = node["metadata"].get("labels") or {}

    def holds(term):
        by_label = [requirement_holds(r, labels.get(r["key"])) for r in term.get("matchExpressions") or []]
        by_field = [requirement_holds(r, node["metadata"]["name"]) for r in term.get("matchFields") or []]
        return bool(by_label or by_field) and all(by_label + by_field)

    return not terms or any(holds(term) for term in terms)


def condition(node, kind):
    found = [c["status"] for c in node["status"].get("conditions") or [] if c["type"] == kind]
    return found[0] if found else None


def may_go(demand, node, resource):
    spec = node.get("spec") or {}
    labels = node["metadata"].get("labels") or {}
    if condition(node, "Ready") != "True" or spec.get("unschedulable"):
        return False
    if any(condition(node, kind) == "True" for kind in PRESSURES):
        return False
    if any(labels.get(key) != value for key, value in (demand.get("nodeSelector") or {}).items()):
        return False
    if not affinity_holds(demand.get("affinity"), node):
        return False
    if not all(selected(volume.get("required") or {}, node) for volume in demand.get("volumes") or []):
        return False
    for taint in spec.get("taints") or []:
        if taint["effect"] not in ("NoSchedule", "NoExecute"):
            continue
        if taint["key"] == resource and "cloud.google.com/gke-nodepool" in labels:
            continue
        if not any(tolerates(t, taint) for t in demand.get("tolerations") or []):
            return False
    return True


def images_run(demand, node):
    info = node["status"].get("nodeInfo") or {}
    if info.get("operatingSystem", "linux") != "linux":
        return False
    wanted = demand.get("architectures") or []
    return not wanted or not info.get("architecture") or info["architecture"] in wanted


# Room.

NODE_KINDS = {"cpu": "cpu", "memory": "memory", "disk": "ephemeral-storage", "pods": "pods"}


def resource_of(demand):
    return demand.get("resource") or "nvidia.com/gpu"


def need_of(demand):
    need = {resource_of(demand): Fraction(demand["gpus"])} if demand["gpus"] else {}
    for name, amount in (demand.get("extra") or {}).items():
        need[name] = need.get(name, 0) + quantity(amount)
    for kind in ("cpu", "memory", "disk"):
        if demand.get(kind):
            need[kind] = quantity(demand[kind])
    need["pods"] = Fraction(1)
    return need


def held_by(pod):
    requests = pod_requests(pod)
    held = {kind: requests.get(name, 0) for kind, name in NODE_KINDS.items()}
    held["pods"] = Fraction(1)
    held.update({name: amount for name, amount in requests.items() if is_extended(name)})
    return held


def is_own(demand, pod):
    labels = pod["metadata"].get("labels") or {}
    return pod["metadata"]["namespace"] == demand["namespace"] and labels.get("app.kubernetes.io/instance") == demand["name"]


class Fleet:
    def __init__(self, fleet):
        self.nodes = {node["metadata"]["name"]: node for node in fleet["nodes"]}
        self.demands = fleet["demands"]
        self.pods = [
            pod for pod in fleet["pods"] if not has_ended(pod) and pod["spec"].get("nodeName") in self.nodes]
        self.kinds = sorted(
            {name for d in self.demands for name in (resource_of(d), *(d.get("extra") or {}))}) + list(NODE_KINDS)
        self.devices = {kind: devices_of(fleet, kind) for kind in self.kinds if kind not in NODE_KINDS}
        self.offered = {name: self.offers(node) for name, node in self.nodes.items()}
        self.free = {name: dict(offered) for name, offered in self.offered.items()}
        for pod in self.pods:
            self.move(self.free, pod, -1)
        # Devices that claims hold for pods that do not ask for them by the resource's name.
        for kind, nodes in self.devices.items():
            for name, (count, free) in nodes.items():
                if name in self.nodes and self.stands_in(kind, name):
                    self.free[name][kind] = min(self.free[name][kind], Fraction(free))

    def stands_in(self, kind, name):
        return not amounts(self.nodes[name]["status"].get("allocatable")).get(kind) and kind in self.devices

    def offers(self, node):
        allocatable = amounts(node["status"].get("allocatable"))
        offered = {kind: allocatable.get(key) for kind, key in NODE_KINDS.items()}
        for kind in self.kinds:
            if kind in NODE_KINDS:
                continue
            offered[kind] = allocatable.get(kind, Fraction(0))
            if not offered[kind]:
                offered[kind] = Fraction(self.devices[kind].get(node["metadata"]["name"], (0, 0))[0])
        return offered

    @staticmethod
    def move(free, pod, sign):
        rooms = free[pod["spec"]["nodeName"]]
        for kind, amount in held_by(pod).items():
            if rooms.get(kind) is not None:
                rooms[kind] += sign * amount

    def start(self, demand, whole):
        """How many workers are to be placed, where, what each needs, and what own pods give back."""
        resource, need = resource_of(demand), need_of(demand)
        if not whole:
            need = {resource: need[resource]} if resource in need else {}
        if not demand["gpus"] and not (whole and len(need) > 1):
            return 0, [], need, {}
        missing, own = demand["workers"], {}
        for pod in self.pods:
            if not is_own(demand, pod):
                continue
            held = held_by(pod)
            name = pod["spec"]["nodeName"]
            serves = held.get(resource, 0) == demand["gpus"] and (
                not whole or all(held.get(kind, 0) >= amount for kind, amount in need.items()))
            if serves and missing > 0 and condition(self.nodes[name], "Ready") == "True":
                missing -= 1
            elif held.get(resource, 0) > 0:
                back = own.setdefault(name, {})
                for kind in need:
                    back[kind] = back.get(kind, 0) + held.get(kind, 0)
        nodes = [
            name for name, node in self.nodes.items()
            if may_go(demand, node, resource) and (not whole or images_run(demand, node))
            and (not demand["gpus"] or self.offered[name][resource] > 0)]
        return missing, nodes, need, own

    def fits(self, free, whole):
        starts = [self.start(demand, whole) for demand in self.demands]
        free = {name: dict(rooms) for name, rooms in free.items()}
        owns = [{name: dict(back) for name, back in own.items()} for _, _, _, own in starts]

        def place(index, left, first):
            """Every node for every worker; workers of one demand in the order of nodes, since they are alike."""
            if index == len(starts):
                return True
            missing, nodes, need, _ = starts[index]
            if left is None:
                left = missing
            if left <= 0:
                return place(index + 1, None, 0)
            for position in range(first, len(nodes)):
                name = nodes[position]
                rooms, back = free[name], owns[index].setdefault(name, {})
                if any(rooms[k] is not None and rooms[k] + back.get(k, 0) < amount for k, amount in need.items()):
                    continue
                saved = dict(rooms), dict(back)
                for kind, amount in need.items():
                    own = min(back.get(kind, 0), amount)
                    back[kind] = back.get(kind, 0) - own
                    if rooms[kind] is not None:
                        rooms[kind] -= amount - own
                if place(index, left - 1, position):
                    return True
                free[name], owns[index][name] = saved
            return False

        return place(0, None, 0)

    def preempts(self):
        """Whether whole pods fit once those that hold devices and have a lower priority have gone."""
        if len(self.demands) != 1 or self.fits(self.free, True):
            return None
        demand = self.demands[0]
        free = {name: dict(rooms) for name, rooms in self.free.items()}
        gone = 0
        for pod in self.pods:
            devices = [k for k, amount in held_by(pod).items() if is_extended(k) and amount > 0]
            if devices and not is_own(demand, pod) and pod["spec"].get("priority", 0) < demand.get("priority", 0):
                self.move(free, pod, 1)
                gone += 1
        return gone > 0 and self.fits(free, True)

    def together(self):
        """Whether every group of workers finds room in one domain of its topology."""
        demand = self.demands[0]
        size = demand.get("groupSize") or 1
        if len(self.demands) != 1 or size < 2:
            return None
        missing, nodes, need, own = self.start(demand, True)
        if missing != demand["workers"]:
            return None
        domains = {}
        for name in nodes:
            value = (self.nodes[name]["metadata"].get("labels") or {}).get(
                demand.get("topology") or "topology.kubernetes.io/zone")
            if value is not None:
                domains.setdefault(value, []).append(name)
        free = {name: dict(rooms) for name, rooms in self.free.items()}
        backs = {name: dict(own.get(name, {})) for name in free}

        def place(names, first, left, groups):
            if left == 0:
                return groups == 1 or any(place(others, 0, size, groups - 1) for others in domains.values())
            for position in range(first, len(names)):
                rooms, back = free[names[position]], backs[names[position]]
                if any(rooms[k] is not None and rooms[k] + back.get(k, 0) < amount for k, amount in need.items()):
                    continue
                saved = dict(rooms), dict(back)
                for kind, amount in need.items():
                    given = min(back.get(kind, 0), amount)
                    back[kind] = back.get(kind, 0) - given
                    if rooms[kind] is not None:
                        rooms[kind] -= amount - given
                if place(names, position, left - 1, groups):
                    return True
                free[names[position]], backs[names[position]] = saved
            return False

        return any(place(names, 0, size, missing // size) for names in domains.values())

    def physical(self):
        """Devices behind what nodes offer of the first demand's resource."""
        resource, total = resource_of(self.demands[0]), 0
        for node in self.nodes.values():
            offered = int(amounts(node["status"].get("allocatable")).get(resource, 0))
            labels = node["metadata"].get("labels") or {}
            replicas = int(labels.get("nvidia.com/gpu.replicas", "1"))
            shared = replicas > 1 or labels.get("nvidia.com/gpu.product", "").endswith("-SHARED")
            if shared and "nvidia.com/gpu.count" in labels:
                offered = min(offered, int(labels["nvidia.com/gpu.count"]))
            elif shared and replicas > 1:
                offered = -(-offered // replicas)
            total += offered
        return total

    def verdict(self):
        def number(kind, amount):
            return None if amount is None else int(amount * 1000 if kind == "cpu" else amount)

        return {
            "alone": self.fits(self.free, False), "fits": self.fits(self.free, True), "preempts": self.preempts(),
            "together": self.together(),
            "free": {
                name: {kind: number(kind, amount) for kind, amount in rooms.items()}
                for name, rooms in self.free.items()},
            "physical": self.physical(),
        }


def items(path):
    if not path:
        return []
    with open(path, encoding="utf-8") as file:
        read = json.load(file)
    return read["items"] if isinstance(read, dict) else read


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", action="store_true", help="read a fleet a line from standard input")
    for name in ("nodes", "pods", "demands", "slices", "classes", "claims"):
        parser.add_argument("--" + name, metavar="FILE", help="what kubectl prints of " + name)
    options = parser.parse_args()
    if options.lines:
        fleets = (json.loads(line) for line in sys.stdin if line.strip())
    else:
        fleets = [{
            name: items(getattr(options, name))
            for name in ("nodes", "pods", "demands", "slices", "classes", "claims")}]
    for fleet in fleets:
        print(json.dumps(Fleet(fleet).verdict(), sort_keys=True))


if __name__ == "__main__":
    main()
