"""Releases to measure on a real API server: charts of many objects and of large CRDs, ours beside Helm's."""

import itertools
import os

import measure

CRD_BYTES = 4 << 20
CRD_COUNT = 8
CHANGED = 5
numbers = itertools.count(1)


def write(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return folder


def objects_chart(folder, count):
    """`count` objects of five kinds, `CHANGED` of which hold the value `text`."""
    templates = {"templates/objects.yaml": OBJECTS}
    return write(folder, {"Chart.yaml": metadata("objects"), "values.yaml": f"count: {count}\ntext: a\n", **templates})


def operator_chart(folder):
    """20 objects, and CRDs of `CRD_BYTES` with schemas as deep as those of operators."""
    files = {"Chart.yaml": metadata("operator"), "values.yaml": "count: 20\ntext: a\n", "templates/objects.yaml": OBJECTS}
    for number in range(CRD_COUNT):
        files[f"crds/crd{number}.yaml"] = crd(number, CRD_BYTES // CRD_COUNT)
    return write(folder, files)


def metadata(name):
    return f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"


OBJECTS = """\
{{- range $i := until (int .Values.count) }}
{{- $kind := mod $i 5 }}
{{- $name := printf "%s-%d" $.Release.Name $i }}
---
{{- if eq $kind 0 }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  labels: {app: {{ $name }}}
spec:
  replicas: 1
  selector: {matchLabels: {app: {{ $name }}}}
  template:
    metadata: {labels: {app: {{ $name }}}}
    spec:
      containers:
        - name: main
          image: example.com/app:1.0.{{ $i }}
          args: [serve, --port=8080]
          ports: [{containerPort: 8080, name: http}]
          env: [{name: NAME, value: {{ $name }}}, {name: LEVEL, value: info}]
          resources: {limits: {cpu: 500m, memory: 128Mi}, requests: {cpu: 10m, memory: 64Mi}}
          readinessProbe: {httpGet: {path: /ready, port: http}}
          volumeMounts: [{name: config, mountPath: /etc/app}]
      volumes: [{name: config, configMap: {name: {{ $name }}}}]
{{- else if eq $kind 1 }}
apiVersion: v1
kind: ConfigMap
metadata: {name: {{ $name }}}
data:
  text: {{ if lt $i (mul 5 5 | int) }}{{ $.Values.text | quote }}{{ else }}same{{ end }}
  file: |
    {{- range until 20 }}
    setting{{ . }} = value of {{ $name }}
    {{- end }}
{{- else if eq $kind 2 }}
apiVersion: v1
kind: Service
metadata: {name: {{ $name }}}
spec:
  selector: {app: {{ $name }}}
  ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
{{- else if eq $kind 3 }}
apiVersion: v1
kind: ServiceAccount
metadata: {name: {{ $name }}}
{{- else }}
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: {{ $name }}}
rules: [{apiGroups: [""], resources: [pods, services], verbs: [get, list, watch]}]
{{- end }}
{{- end }}
"""


def crd(number, size):
    head = f"""\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things{number}.bench.example.com
spec:
  group: bench.example.com
  scope: Namespaced
  names: {{kind: Thing{number}, plural: things{number}, singular: thing{number}, listKind: Thing{number}List}}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
"""
    lines = [head]
    length = len(head)
    for field in itertools.count():
        text = schema(f"part{field}", 14, 3)
        lines.append(text)
        length += len(text)
        if length > size:
            return "".join(lines)


def schema(name, indent, depth):
    """An object with members of every type, and the same again below."""
    pad = " " * indent
    words = f"{name} says how this part of the thing is made, where its pods run and what they are given. " * 2
    text = f"{pad}{name}:\n{pad}  description: {words}\n{pad}  type: object\n{pad}  properties:\n"
    for leaf, kind in (("image", "string"), ("count", "integer"), ("isOn", "boolean")):
        text += f"{pad}    {leaf}:\n{pad}      description: {words}\n{pad}      type: {kind}\n"
    text += f"{pad}    list:\n{pad}      type: array\n{pad}      items: {{type: string, maxLength: 63}}\n"
    return text + (schema("inner", indent + 4, depth - 1) if depth else "")


class Side:
    """One of the two programs, as it changes releases."""

    def __init__(self, cluster, program):
        self.cluster = cluster
        self.program = program

    def run(self, verb, namespace, chart, *more):
        arguments = [verb, "web", chart, "--namespace", namespace, "--kubeconfig", self.cluster.kubeconfig, *more]
        outcome = measure.run([*self.program, *arguments], limit=600)
        if not outcome.succeeded:
            raise SystemExit(f"{' '.join([*self.program, *arguments])}: {outcome.stderr.decode('utf-8', 'replace')}")
        return outcome

    def install(self, chart, namespace):
        return self.run("install", namespace, chart, "--create-namespace")


def sides(cluster):
    return Side(cluster, [measure.ours(), "release"]), Side(cluster, [measure.part("helm4")])


def fresh():
    return f"bench-{next(numbers)}"


def installs(cluster, chart, times, clean):
    """Pairs of runs that install the chart into namespaces of their own; `clean` follows each."""
    pairs = []
    for _ in range(times):
        pair = []
        for side in sides(cluster):
            namespace = fresh()
            pair.append(side.install(chart, namespace))
            clean(namespace)
        pairs.append(pair)
    return pairs


def upgrades(cluster, chart, times):
    """Pairs of runs that change `CHANGED` objects of a release which the same program has made."""
    places = [(side, fresh()) for side in sides(cluster)]
    for side, namespace in places:
        side.install(chart, namespace)
    pairs = []
    for number in range(times):
        pairs.append([
            side.run("upgrade", namespace, chart, "--set", f"text=changed{number}") for side, namespace in places])
    for _, namespace in places:
        drop(cluster, namespace)
    return pairs


def drop(cluster, namespace):
    """No controller empties a namespace here, so that what the release has made goes first."""
    for kinds in ("deployments,services,serviceaccounts", "configmaps,secrets,roles"):
        cluster.kubectl("delete", kinds, "--all", "--namespace", namespace, "--wait=false")


def drop_crds(cluster):
    cluster.kubectl("delete", "crds", "--all", "--wait=true")
