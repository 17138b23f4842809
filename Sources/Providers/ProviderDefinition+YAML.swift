import Expressions
import Readiness
import Value
import Versions
import YAML

extension ProviderDefinition {
    /// - Parameter file: the name that errors give.
    /// - Throws: `ProviderError` with code `invalidDefinition`, located, for unknown keys, wrong types and bad CEL.
    init(yaml: String, file: String) throws(ProviderError) {
        do {
            let document = try OperatorReader.document(yaml, file)
            self = try DefinitionReader(file: file).definition(YAMLFields(document))
        } catch let error as ProviderError {
            throw error
        } catch {
            throw ProviderError(.invalidDefinition, "\(error)", underlying: error)
        }
    }
}

private struct DefinitionReader {
    let file: String

    func definition(_ root: YAMLFields) throws -> ProviderDefinition {
        try root.rejectUnknown(known: [
            "apiVersion", "kind", "name", "title", "summary", "operators", "resource", "requirements", "capabilities",
            "selection", "gpus", "defaults", "readiness", "sandbox", "versions", "expose",
            "runtimes", "needs",
        ])
        guard try root.requiredString("apiVersion") == "groundcrew/v1" else {
            throw root.error("apiVersion", "must be groundcrew/v1")
        }
        guard try root.requiredString("kind") == "Provider" else { throw root.error("kind", "must be Provider") }
        guard let readiness = try root.fields("readiness") else { throw root.error("readiness", "is required") }
        let name = try root.label("name")
        let sandbox = try root.fields("sandbox")
        let operators = try (root.list("operators") ?? []).map { entry in
            var definition = try OperatorReader().definition(entry, isShared: false)
            definition.sandbox = sandbox
            return definition
        }
        var names: Set<String> = []
        for (entry, item) in zip(try root.list("operators") ?? [], operators) where !names.insert(item.name).inserted {
            throw entry.error("name", "'\(item.name)' is used twice")
        }
        return ProviderDefinition(
            name: name, title: try root.string("title") ?? name, summary: try root.string("summary") ?? "",
            operators: operators, needs: try OperatorReader().needs(root),
            resource: try root.fields("resource").map(resource),
            requirements: try requirements(root.fields("requirements")),
            capabilities: try capabilities(root.fields("capabilities"), in: root),
            selection: try (root.list("selection") ?? []).map(selectionRule),
            gpus: try root.fields("gpus").map(gpus),
            defaults: try root.fields("defaults").map(defaults) ?? [],
            readiness: try ReadinessContract(.object(readiness.object), locate: readiness.location(of:)),
            sandbox: sandbox, versions: try root.fields("versions").map(VersionData.init(_:)),
            exposures: try (root.list("expose") ?? []).map(ExposureRule.init),
            runtimes: try root.fields("runtimes").map(RuntimeRules.init), fields: root)
    }

    /// Of a CRD, or of Kubernetes itself.
    private func resource(_ fields: YAMLFields) throws -> ProviderDefinition.Resource {
        try fields.rejectUnknown(known: ["kind", "crd", "name", "versions", "selector"])
        guard let versions = try fields.strings("versions"), !versions.isEmpty else {
            throw fields.error("versions", "needs at least one version")
        }
        let crd = try fields.string("crd")
        if crd != nil, try fields.string("name") != nil {
            throw fields.error("name", "stands beside crd; give crd for a custom resource, name for one of Kubernetes")
        }
        let name = try crd == nil ? fields.requiredString("name") : fields.crdName("crd")
        // The group of a CRD is a domain.
        if crd != nil, Self.groupsOfKubernetes.contains(String(name.drop { $0 != "." }.dropFirst())) {
            throw fields.error(
                "crd", "is '\(name)', a type of Kubernetes itself: use name: \(name) in its place, without crd")
        }
        return ProviderDefinition.Resource(
            kind: try fields.requiredString("kind"), name: name, isCustom: crd != nil, versions: versions,
            selector: try fields.selector("selector"))
    }

    private static let groupsOfKubernetes: Set = ["apps", "batch", "autoscaling", "policy"]

    private func requirements(_ fields: YAMLFields?) throws -> ProviderDefinition.Requirements {
        try fields?.rejectUnknown(known: ["kubernetes", "helm", "nats", "etcd", "oneOf"])
        return ProviderDefinition.Requirements(
            kubernetes: try constraint(fields, "kubernetes"), helm: try constraint(fields, "helm"),
            nats: try fields?.fields("nats").map(service), etcd: try fields?.fields("etcd").map(service),
            oneOf: try (fields?.list("oneOf") ?? []).map(alternatives))
    }

    private func alternatives(_ fields: YAMLFields) throws -> ProviderDefinition.Alternatives {
        try fields.rejectUnknown(known: ["needed", "when", "bundled", "crds", "operator", "hint"])
        guard let crds = try fields.crdNames("crds"), !crds.isEmpty else {
            throw fields.error("crds", "needs at least one CRD")
        }
        return ProviderDefinition.Alternatives(
            words: try fields.requiredString("needed"),
            when: try expression(fields, "when", sees: ["deployment"]),
            bundled: try expression(fields, "bundled", sees: ["operator"], otherwise: "false"), crds: crds,
            operatorName: try fields.string("operator"), hint: try fields.requiredString("hint"))
    }

    private func constraint(_ fields: YAMLFields?, _ key: String) throws -> VersionConstraint? {
        guard let fields, let text = try fields.string(key) else { return nil }
        do { return try VersionConstraint(text) } catch { throw fields.error(key, "is not a version range: \(error)") }
    }

    private func service(_ fields: YAMLFields) throws -> ProviderDefinition.Service {
        try fields.rejectUnknown(known: ["needed", "when", "bundled", "url", "jetstream", "monitor"])
        return ProviderDefinition.Service(
            words: try fields.string("needed"),
            when: try expression(fields, "when", sees: ["operator"]),
            bundled: try expression(fields, "bundled", sees: ["operator"], otherwise: "false"),
            url: try template(fields, "url", sees: ["operator"]),
            needsJetStream: try fields.bool("jetstream") ?? false, monitor: try fields.fields("monitor").map(monitor))
    }

    private func monitor(_ fields: YAMLFields) throws -> ProviderDefinition.Monitor {
        try fields.rejectUnknown(known: ["namespace", "pods", "port"])
        guard let port = try fields.integer("port", in: 1...65535) else { throw fields.error("port", "is required") }
        return ProviderDefinition.Monitor(
            namespace: try fields.label("namespace"), podSelector: try fields.requiredSelector("pods"),
            port: port)
    }

    private func capabilities(_ fields: YAMLFields?, in root: YAMLFields) throws -> ProviderDefinition.Capabilities {
        guard let fields else { throw root.error("capabilities", "is required") }
        try fields.rejectUnknown(known: ["engines", "modes", "routers", "accelerators", "tasks"])
        return ProviderDefinition.Capabilities(
            engines: try fields.strings("engines") ?? [], modes: try fields.strings("modes") ?? [],
            routers: try fields.strings("routers") ?? [], accelerators: try fields.strings("accelerators") ?? [],
            tasks: try fields.strings("tasks") ?? [])
    }

    private func selectionRule(_ fields: YAMLFields) throws -> ProviderDefinition.SelectionRule {
        try fields.rejectUnknown(known: ["when", "score", "reason", "reject"])
        let variables: Set = ["request", "model", "capabilities"]
        let when = try expression(fields, "when", sees: variables)
        if try fields.string("reject") != nil {
            for key in ["score", "reason"] where fields.object[key] != nil {
                throw fields.error(key, "stands beside reject, which says why the provider is not chosen")
            }
            return .init(when: when, verdict: .rejected(try template(fields, "reject", sees: variables)))
        }
        return .init(
            when: when,
            verdict: .fits(
                score: try fields.integer("score", in: 0...100) ?? 50,
                reason: try template(fields, "reason", sees: variables)))
    }

    private func gpus(_ fields: YAMLFields) throws -> ProviderDefinition.GPUNeed {
        try fields.rejectUnknown(known: ["perWorker", "workers"])
        return ProviderDefinition.GPUNeed(
            perWorker: try expression(fields, "perWorker", sees: ["deployment"]),
            workers: try expression(fields, "workers", sees: ["deployment"]))
    }

    private func defaults(_ fields: YAMLFields) throws -> [ProviderDefinition.Default] {
        try fields.object.keys.map { key in
            ProviderDefinition.Default(key: key, value: try template(fields, key, sees: ["operators"]))
        }
    }

    private func expression(
        _ fields: YAMLFields, _ key: String, sees variables: Set<String>, otherwise: String? = nil
    ) throws -> Expression {
        guard let source = try fields.string(key) ?? otherwise else { throw fields.error(key, "is required") }
        return try Expression(source, variables: variables, location: fields.location(of: key))
    }

    private func template(
        _ fields: YAMLFields, _ key: String, sees variables: Set<String>
    ) throws -> MessageTemplate {
        try MessageTemplate(
            fields.requiredString(key), variables: variables, location: fields.location(of: key))
    }
}
