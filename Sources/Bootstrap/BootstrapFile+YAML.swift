public import Models
import Providers
import Value
import Versions
import YAML

extension BootstrapFile {
    /// - Parameters:
    ///   - text: YAML, one document.
    ///   - file: the name that errors give.
    /// - Throws: `BootstrapError` with code `invalidFile`, naming file, line, column and path.
    public init(yaml text: [UInt8], file: String, catalog: ModelCatalog) throws(BootstrapError) {
        do {
            let documents = try YAML.decodeAll(text, file: file)
            guard let document = documents.first else {
                throw BootstrapError(
                    .invalidFile, "\(file): is empty",
                    hint: "groundcrew bootstrap --example prints a file to start from")
            }
            guard documents.count == 1 else {
                throw BootstrapError(.invalidFile, "\(file): holds \(documents.count) documents; it must hold one")
            }
            self = try BootstrapReader(catalog: catalog).file(YAMLFields(document))
            source = BootstrapSource(document)
        } catch let error as BootstrapError {
            throw error
        } catch {
            throw BootstrapError(.invalidFile, "\(error)")
        }
    }
}

private struct BootstrapReader {
    let catalog: ModelCatalog

    func file(_ root: YAMLFields) throws -> BootstrapFile {
        try root.rejectUnknown(known: [
            "apiVersion", "kind", "cluster", "driver", "operators", "models", "preflight", "timeouts", "smokeTest",
        ])
        guard try root.requiredString("apiVersion") == "groundcrew/v1" else {
            throw root.error("apiVersion", "must be groundcrew/v1")
        }
        guard try root.requiredString("kind") == "Bootstrap" else { throw root.error("kind", "must be Bootstrap") }
        guard let entries = try root.list("models"), !entries.isEmpty else {
            throw root.error("models", "needs at least one model")
        }
        let models = try entries.map(model)
        var seen: Set<String> = []
        for (entry, model) in zip(entries, models)
        where !seen.insert("\(model.namespace)/\(model.name)").inserted {
            throw entry.error("name", "'\(model.name)' is used twice in namespace \(model.namespace)")
        }
        return BootstrapFile(
            cluster: try cluster(root.fields("cluster")),
            driver: try root.choice("driver", of: ["auto", "native", "helm"]),
            operators: try operators(root.fields("operators")), models: models,
            preflight: try preflight(root.fields("preflight")), timeouts: try timeouts(root.fields("timeouts")),
            smokeTest: try root.bool("smokeTest") ?? true)
    }

    private func cluster(_ fields: YAMLFields?) throws -> BootstrapFile.Cluster {
        try fields?.rejectUnknown(known: ["context", "uid"])
        return BootstrapFile.Cluster(context: try fields?.string("context"), uid: try fields?.string("uid"))
    }

    private func operators(_ fields: YAMLFields?) throws -> [String: BootstrapFile.OperatorOverride] {
        guard let fields else { return [:] }
        var overrides: [String: BootstrapFile.OperatorOverride] = [:]
        for name in fields.object.keys {
            guard let entry = try fields.fields(name) else { continue }
            try entry.rejectUnknown(known: ["chart", "repository", "version", "namespace", "values"])
            var override = BootstrapFile.OperatorOverride(values: try entry.rawObject("values") ?? [:])
            override.chart = try entry.string("chart")
            override.repository = try entry.string("repository")
            override.version = try version(entry)
            override.namespace = try label(entry, "namespace", longest: 63)
            overrides[name] = override
        }
        return overrides
    }

    /// Refused here rather than once a chart's repository is asked for it.
    private func version(_ entry: YAMLFields) throws -> String? {
        guard let text = try entry.string("version") else { return nil }
        do { _ = try OperatorVersion(text) } catch {
            throw entry.error(
                "version", "is '\(text)', which is neither a version nor a range of versions: \(error.detail)")
        }
        return text
    }

    private func model(_ fields: YAMLFields) throws -> DeploymentRequest {
        try fields.rejectUnknown(known: [
            "id", "name", "namespace", "provider", "engine", "mode", "replicas", "servedModelName", "routerMode",
            "hfTokenSecret", "contextLength", "enforceEager", "enablePrefixCaching", "trustRemoteCode", "resources",
            "engineArgs", "values",
        ])
        let id = try fields.requiredString("id")
        var request = DeploymentRequest(
            model: catalog.model(id) ?? Model(unlisted: id), name: try label(fields, "name", longest: 45),
            namespace: try label(fields, "namespace", longest: 63) ?? "default")
        request.provider = try fields.string("provider")
        request.engine = try fields.string("engine")
        request.mode = try fields.string("mode")
        request.replicas = try fields.integer("replicas", in: 0...1000)
        request.servedModelName = try fields.string("servedModelName")
        request.routerMode = try fields.string("routerMode")
        request.hfTokenSecret = try fields.string("hfTokenSecret")
        request.contextLength = try fields.integer("contextLength", in: 1...100_000_000)
        request.enforceEager = try fields.bool("enforceEager")
        request.enablePrefixCaching = try fields.bool("enablePrefixCaching")
        request.trustRemoteCode = try fields.bool("trustRemoteCode")
        if let resources = try fields.fields("resources") {
            try resources.rejectUnknown(known: ["gpu", "memory"])
            request.gpu = try resources.integer("gpu", in: 0...16)
            request.memory = try resources.string("memory")
            if let memory = request.memory {
                do { _ = try Quantity(memory) } catch {
                    throw resources.error("memory", "is '\(memory)'; write a quantity such as 32Gi")
                }
            }
        }
        request.engineArgs = try fields.rawObject("engineArgs") ?? [:]
        request.values = try fields.rawObject("values") ?? [:]
        // A name that was made of the model's id.
        do { try request.validateNames() } catch {
            throw fields.error("id", "gives a name that is not usable: \(error)")
        }
        return request
    }

    /// The text under `key`, which names something in a cluster.
    private func label(_ fields: YAMLFields, _ key: String, longest: Int) throws -> String? {
        guard let text = try fields.string(key) else { return nil }
        guard DeploymentRequest.isLabel(text, longest: longest) else {
            throw fields.error(
                key,
                "is '\(text)', which is not a DNS label: use at most \(longest) lower-case letters, digits and dashes")
        }
        return text
    }

    private func preflight(_ fields: YAMLFields?) throws -> BootstrapFile.Preflight {
        try fields?.rejectUnknown(known: ["skip", "natsURL", "etcdURL"])
        return BootstrapFile.Preflight(
            skip: try fields?.strings("skip") ?? [], natsURL: try fields?.string("natsURL"),
            etcdURL: try fields?.string("etcdURL"))
    }

    private func timeouts(_ fields: YAMLFields?) throws -> BootstrapFile.Timeouts {
        try fields?.rejectUnknown(known: ["operators", "models"])
        var timeouts = BootstrapFile.Timeouts()
        if let seconds = try fields?.integer("operators", in: 1...86_400) { timeouts.operators = .seconds(seconds) }
        if let seconds = try fields?.integer("models", in: 1...86_400) { timeouts.models = .seconds(seconds) }
        return timeouts
    }
}
