"""Finds charts below folders, completes their dependencies and lists what to render of each."""

import os
import re
import shutil
from dataclasses import dataclass, field


@dataclass
class Case:
    """A chart with a set of values."""

    name: str
    chart: str
    values: list = field(default_factory=list)

    def arguments(self):
        return ["release-name", self.chart, *(part for file in self.values for part in ("-f", file))]


def find(folders):
    """Every folder with a Chart.yaml that is no part of another chart."""
    for folder in folders:
        for path, inner, files in os.walk(folder):
            if "Chart.yaml" in files:
                inner.clear()
                yield path
            inner[:] = sorted(name for name in inner if not name.startswith("."))


def cases(folders, workplace):
    """Each chart with its own values, and once more with each of its `ci/*-values.yaml`.

    Charts that lack dependencies are copied to `workplace`, where those found nearby are put in.
    """
    charts = [(folder, path) for folder in folders for path in find([folder])]
    nearby = {}
    for _, path in charts:
        nearby.setdefault(key(path, "name"), path)
    for folder, path in charts:
        name = os.path.relpath(path, os.path.dirname(os.path.abspath(folder)))
        chart = complete(path, nearby, os.path.join(workplace, name.replace("/", "+")))
        yield Case(name, chart)
        values = os.path.join(path, "ci")
        for file in sorted(os.listdir(values)) if os.path.isdir(values) else []:
            if file.endswith("values.yaml"):
                yield Case(f"{name} -f ci/{file}", chart, [os.path.join(values, file)])


def complete(path, nearby, target, depth=0):
    """The chart, or a copy that holds the dependencies which could be found."""
    missing = [dependency for dependency in dependencies(path) if not has(path, dependency[0])]
    found = [(name, source) for name, source in ((name, origin(path, url, name, nearby)) for name, url in missing) if source]
    if not found or depth > 4:
        return path
    copy = os.path.join(target, os.path.basename(path))
    shutil.copytree(path, copy, symlinks=False, ignore_dangling_symlinks=True, dirs_exist_ok=True)
    for name, source in found:
        place = os.path.join(copy, "charts", os.path.basename(source))
        if not os.path.exists(place):
            inner = complete(source, nearby, os.path.join(target, f"{depth}-{name}"), depth + 1)
            shutil.copytree(inner, place, symlinks=False, ignore_dangling_symlinks=True)
    return copy


def origin(path, url, name, nearby):
    """Where a dependency's folder is: beside the chart, or another chart of the same name."""
    if url.startswith("file://"):
        source = os.path.normpath(os.path.join(path, url[len("file://"):]))
    else:
        source = nearby.get(name, "")
    if not os.path.isfile(os.path.join(source, "Chart.yaml")) or os.path.samefile(source, path):
        return None
    return source


def has(path, name):
    folder = os.path.join(path, "charts")
    if not os.path.isdir(folder):
        return False
    return any(
        entry == name or (entry.startswith(name + "-") and entry.endswith(".tgz")) or key(os.path.join(folder, entry), "name") == name
        for entry in os.listdir(folder))


def key(path, name):
    """A top-level key of a chart's Chart.yaml; plain text is enough for names."""
    try:
        with open(os.path.join(path, "Chart.yaml"), encoding="utf-8", errors="replace") as file:
            match = re.search(rf"^{name}:\s*['\"]?([^'\"\s#]+)", file.read(), re.MULTILINE)
            return match.group(1) if match else ""
    except OSError:
        return ""


def dependencies(path):
    """(name, repository) of each dependency in Chart.yaml or requirements.yaml."""
    for file in ("Chart.yaml", "requirements.yaml"):
        try:
            with open(os.path.join(path, file), encoding="utf-8", errors="replace") as handle:
                text = handle.read()
        except OSError:
            continue
        match = re.search(r"^dependencies:[ \t]*\n((?:[ \t-].*\n?|[ \t]*#.*\n?|\n)*)", text, re.MULTILINE)
        if not match:
            continue
        for entry in re.split(r"^\s*-\s+", match.group(1), flags=re.MULTILINE)[1:]:
            names = re.search(r"^\s*name:\s*['\"]?([^'\"\s#]+)", entry, re.MULTILINE)
            urls = re.search(r"^\s*repository:\s*['\"]?([^'\"\s#]+)", entry, re.MULTILINE)
            if names:
                yield names.group(1), urls.group(1) if urls else ""
