import Value

extension Admission {
    /// What is wrong with an object beyond its schema.
    static func problems(_ object: Value, former: Value?, _ target: Target, _ cluster: Cluster) -> [FieldProblem] {
        var problems = nameProblems(object, target.definition) + labelProblems(object)
        guard problems.isEmpty, !target.definition.isCustom else { return problems }
        switch target.definition.kind {
        case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet":
            problems += selectorProblems(object, former, target.definition)
            problems += containerProblems(object[at: "spec", "template", "spec"], "spec.template.spec")
            if let replicas = object[at: "spec", "replicas"]?.integer, replicas < 0 {
                problems.append(
                    .invalid("spec.replicas", .integer(replicas), "must be greater than or equal to 0"))
            }
        case "Job":
            problems += containerProblems(object[at: "spec", "template", "spec"], "spec.template.spec")
            if let former, former[at: "spec", "template"] != object[at: "spec", "template"] {
                problems.append(
                    .invalid("spec.template", .string("template"), "field is immutable"))
            }
        case "Pod":
            problems += containerProblems(object["spec"], "spec")
        case "Service": problems += serviceProblems(object, former)
        case "ConfigMap", "Secret":
            if let former, former["immutable"]?.bool == true, former["data"] != object["data"] {
                problems.append(.forbidden("data", "field is immutable when `immutable` is set"))
            }
            if target.definition.kind == "Secret", let former, former["type"] != object["type"] {
                problems.append(.invalid("type", object["type"] ?? "", "field is immutable"))
            }
        case "RoleBinding", "ClusterRoleBinding":
            if let former, former["roleRef"] != object["roleRef"] {
                problems.append(.invalid("roleRef", object["roleRef"] ?? .null, "cannot change roleRef"))
            }
        case "CustomResourceDefinition":
            problems += DefinitionRules.problems(object, former)
        default: break
        }
        return problems
    }

    private static func nameProblems(_ object: Value, _ definition: ResourceDefinition) -> [FieldProblem] {
        let name = object.name
        guard !name.isEmpty else { return [.required("metadata.name", "name or generateName is required")] }
        if definition.group == "rbac.authorization.k8s.io" {
            return Patterns.isPathSegment(name)
                ? [] : [.invalid("metadata.name", .string(name), "may not contain '/' or '%'")]
        }
        let label =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
        let subdomain =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
        if definition.kind == "Service", !definition.isCustom {
            guard Patterns.isLabel(name), name.first?.isLetter == true else {
                return [
                    .invalid(
                        "metadata.name", .string(name),
                        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
                    )
                ]
            }
            return []
        }
        if definition.kind == "Namespace", !definition.isCustom {
            if name.utf8.count > 63 {
                return [.invalid("metadata.name", .string(name), "must be no more than 63 characters")]
            }
            return Patterns.isLabel(name) ? [] : [.invalid("metadata.name", .string(name), label)]
        }
        if name.utf8.count > 253 {
            return [.invalid("metadata.name", .string(name), "must be no more than 253 characters")]
        }
        return Patterns.isSubdomain(name) ? [] : [.invalid("metadata.name", .string(name), subdomain)]
    }

    private static func labelProblems(_ object: Value) -> [FieldProblem] {
        object.labels.flatMap { key, value -> [FieldProblem] in
            guard Patterns.isLabelKey(key) else {
                return [
                    .invalid(
                        "metadata.labels", .string(key),
                        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
                    )
                ]
            }
            let text = value.string ?? ""
            if text.utf8.count > 63 {
                return [.invalid("metadata.labels", .string(text), "must be no more than 63 characters")]
            }
            guard Patterns.isLabelValue(text) else {
                return [
                    .invalid(
                        "metadata.labels", .string(text),
                        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                    )
                ]
            }
            return []
        }
    }

    private static func selectorProblems(
        _ object: Value, _ former: Value?, _ definition: ResourceDefinition
    ) -> [FieldProblem] {
        let labels = object[at: "spec", "template", "metadata", "labels"]
        guard let selector = object[at: "spec", "selector"] else {
            let mismatch = FieldProblem.invalid(
                "spec.template.metadata.labels", labels ?? .null, "`selector` does not match template `labels`")
            return [.required("spec.selector"), mismatch]
        }
        var problems: [FieldProblem] = []
        if !selector.selects(labels?.object ?? [:]) {
            problems.append(
                .invalid(
                    "spec.template.metadata.labels", labels ?? .object([:]),
                    "`selector` does not match template `labels`"))
        }
        if let former, former[at: "spec", "selector"] != selector {
            if definition.kind == "StatefulSet" {
                problems.append(
                    .forbidden(
                        "spec",
                        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
                    ))
            } else {
                problems.append(.invalid("spec.selector", selector, "field is immutable"))
            }
        }
        return problems
    }

    private static func containerProblems(_ spec: Value?, _ path: String) -> [FieldProblem] {
        guard let containers = spec?["containers"]?.array, !containers.isEmpty else {
            return [.required("\(path).containers")]
        }
        return containers.enumerated().flatMap { index, container -> [FieldProblem] in
            var problems: [FieldProblem] = []
            if (container["name"]?.string ?? "").isEmpty {
                problems.append(.required("\(path).containers[\(index)].name"))
            }
            if (container["image"]?.string ?? "").isEmpty {
                problems.append(.required("\(path).containers[\(index)].image"))
            }
            return problems
        }
    }

    private static func serviceProblems(_ object: Value, _ former: Value?) -> [FieldProblem] {
        let type = object[at: "spec", "type"]?.string ?? "ClusterIP"
        let ports = object[at: "spec", "ports"]?.array ?? []
        let isHeadless = object[at: "spec", "clusterIP"]?.string == "None"
        if ports.isEmpty, type != "ExternalName", !isHeadless { return [.required("spec.ports")] }
        if ports.count > 1, let index = ports.firstIndex(where: { $0["name"] == nil }) {
            return [.required("spec.ports[\(index)].name")]
        }
        if let address = former?[at: "spec", "clusterIP"], address != object[at: "spec", "clusterIP"],
            type != "ExternalName", former?[at: "spec", "type"]?.string != "ExternalName"
        {
            return [
                .invalid(
                    "spec.clusterIPs[0]", object[at: "spec", "clusterIPs"] ?? .null, "may not change once set")
            ]
        }
        return []
    }
}

/// The rules of CustomResourceDefinitions.
enum DefinitionRules {
    static func problems(_ crd: Value, _ former: Value?) -> [FieldProblem] {
        guard let spec = crd["spec"]?.object else { return [.required("spec")] }
        var problems: [FieldProblem] = []
        let group = spec["group"]?.string ?? ""
        let plural = spec["names"]?["plural"]?.string ?? ""
        if group.isEmpty { problems.append(.required("spec.group")) }
        if plural.isEmpty { problems.append(.required("spec.names.plural")) }
        if spec["names"]?["kind"]?.string ?? "" == "" { problems.append(.required("spec.names.kind")) }
        if !["Cluster", "Namespaced"].contains(spec["scope"]?.string ?? "") {
            problems.append(.notSupported("spec.scope", spec["scope"] ?? "", ["Cluster", "Namespaced"]))
        }
        if crd.name != "\(plural).\(group)" {
            problems.append(
                .invalid("metadata.name", .string(crd.name), "must be spec.names.plural+\".\"+spec.group"))
        }
        let versions = spec["versions"]?.array ?? []
        if versions.count(where: { $0["storage"]?.bool == true }) != 1 {
            problems.append(
                .invalid(
                    "spec.versions", .array(versions.compactMap { $0["name"] }),
                    "must have exactly one version marked as storage version"))
        }
        for (index, version) in versions.enumerated() {
            let path = "spec.versions[\(index)].schema.openAPIV3Schema"
            guard let schema = version[at: "schema", "openAPIV3Schema"] else {
                problems.append(.required(path, "schemas are required"))
                continue
            }
            problems += structural(schema, path, isRoot: true, depth: 0)
        }
        if let former {
            for key in ["scope", "group"] where former[at: "spec", key] != spec[key] {
                problems.append(.invalid("spec.\(key)", spec[key] ?? .null, "field is immutable"))
            }
            if former[at: "spec", "names", "plural"] != spec["names"]?["plural"] {
                problems.append(.invalid("spec.names.plural", .string(plural), "field is immutable"))
            }
        }
        let names = Set(versions.compactMap { $0["name"]?.string })
        let stored = crd[at: "status", "storedVersions"]?.array?.compactMap(\.string) ?? []
        for (index, version) in stored.enumerated() where !names.contains(version) {
            problems.append(
                .invalid(
                    "status.storedVersions[\(index)]", .string(version), "must appear in spec.versions"))
        }
        return problems
    }

    /// The parts of the structural rules that authors break: every node has a type, lists say their items.
    private static func structural(_ schema: Value, _ path: String, isRoot: Bool, depth: Int) -> [FieldProblem] {
        guard depth < SandboxLimits.depth else { return [] }
        var problems: [FieldProblem] = []
        let isOpen =
            schema["x-kubernetes-int-or-string"]?.bool == true
            || schema["x-kubernetes-preserve-unknown-fields"]?.bool == true
        if schema["type"] == nil, !isOpen || isRoot {
            problems.append(
                .required(
                    "\(path).type",
                    isRoot ? "must not be empty at the root" : "must not be empty for specified object fields"))
        }
        if schema["type"]?.string == "array", schema["items"]?.object == nil {
            problems.append(.required("\(path).items", "must be specified"))
        }
        if schema["properties"]?.object != nil, schema["additionalProperties"]?.object != nil {
            problems.append(
                .forbidden("\(path).additionalProperties", "additionalProperties and properties are mutual exclusive"))
        }
        for (name, member) in schema["properties"]?.object ?? [:] {
            problems += structural(member, "\(path).properties[\(name)]", isRoot: false, depth: depth + 1)
        }
        if let items = schema["items"], items.object != nil {
            problems += structural(items, "\(path).items", isRoot: false, depth: depth + 1)
        }
        if let values = schema["additionalProperties"], values.object != nil {
            problems += structural(values, "\(path).additionalProperties", isRoot: false, depth: depth + 1)
        }
        return Array(problems.prefix(SandboxLimits.problems))
    }
}
