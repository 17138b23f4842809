import Exposure
public import Models
import Operators
import Providers
import Releases
import Repositories
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
            "apiVersion", "kind", "cluster", "driver", "operators", "existing", "providers", "models", "onFailure",
            "registries", "preflight", "timeouts", "smokeTest",
        ])
        guard try root.requiredString("apiVersion") == "groundcrew/v1" else {
            throw root.error("apiVersion", "must be groundcrew/v1")
        }
        guard try root.requiredString("kind") == "Bootstrap" else { throw root.error("kind", "must be Bootstrap") }
        let wanted = try root.list("providers")
        guard wanted?.isEmpty != true else { throw root.error("providers", "needs at least one provider") }
        let entries = try root.list("models") ?? []
        guard root.object["models"]?.array?.isEmpty != true, !entries.isEmpty || wanted != nil else {
            throw root.error("models", "needs at least one model, or providers at least one provider")
        }
        let models = try entries.map(model)
        var seen: Set<String> = []
        for (entry, model) in zip(entries, models)
        where !seen.insert("\(model.namespace)/\(model.name)").inserted {
            throw entry.error("name", "'\(model.name)' is used twice in namespace \(model.namespace)")
        }
        var file = BootstrapFile(
            cluster: try cluster(root.fields("cluster")),
            driver: try root.choice("driver", of: BootstrapFile.drivers),
            operators: try operators(root.fields("operators")), existing: try existing(root.fields("existing")),
            models: models,
            preflight: try preflight(root.fields("preflight")), timeouts: try timeouts(root.fields("timeouts")),
            smokeTest: try root.bool("smokeTest") ?? true)
        file.providers = try providers(wanted ?? [])
        file.onFailure = try failurePolicy(root)
        file.registries = try RegistryMirrors(root.fields("registries"))
        return file
    }

    private func providers(_ entries: [YAMLFields]) throws -> [BootstrapFile.WantedProvider] {
        var seen: Set<String> = []
        return try entries.map { entry in
            try entry.rejectUnknown(known: ["name", "existing", "onFailure"])
            let name = try entry.requiredString("name")
            guard seen.insert(name).inserted else { throw entry.error("name", "'\(name)' is there twice") }
            return BootstrapFile.WantedProvider(
                name, existing: try existingWord("existing", entry), onFailure: try failurePolicy(entry))
        }
    }

    private func failurePolicy(_ fields: YAMLFields) throws -> OperatorDefinition.FailurePolicy? {
        try fields.choice("onFailure", of: OperatorDefinition.FailurePolicy.allCases.map(\.rawValue))
            .flatMap(OperatorDefinition.FailurePolicy.init)
    }

    private func existingWord(_ key: String, _ fields: YAMLFields) throws -> ExistingWord? {
        try fields.choice(key, of: ExistingWord.allCases.map(\.rawValue)).flatMap(ExistingWord.init)
    }

    private func cluster(_ fields: YAMLFields?) throws -> BootstrapFile.Cluster {
        try fields?.rejectUnknown(known: ["context", "uid"])
        return BootstrapFile.Cluster(context: try fields?.string("context"), uid: try fields?.string("uid"))
    }

    private func operators(_ fields: YAMLFields?) throws -> [String: OperatorOverride] {
        guard let fields else { return [:] }
        var overrides: [String: OperatorOverride] = [:]
        for name in fields.object.keys {
            guard let entry = try fields.fields(name) else { continue }
            try entry.rejectUnknown(known: ["chart", "repository", "version", "namespace", "onFailure", "values"])
            var override = OperatorOverride(values: try entry.rawObject("values") ?? [:])
            override.chart = try entry.string("chart")
            override.repository = try entry.string("repository")
            override.version = try version(entry)
            override.namespace = try label(entry, "namespace", longest: BootstrapFile.longestNamespace)
            override.onFailure = try failurePolicy(entry).map(ReleaseOptions.OnFailure.init)
            overrides[name] = override
        }
        return overrides
    }

    private func existing(_ fields: YAMLFields?) throws -> [String: ExistingWord] {
        guard let fields else { return [:] }
        var words: [String: ExistingWord] = [:]
        for name in fields.object.keys {
            words[name] = try existingWord(name, fields)
        }
        return words
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
        try fields.rejectUnknown(
            known: Set(
                ["id", "name", "namespace", "provider", "values", "expose", "runtime", "onFailure"]
                    + DeploymentKnob.topLevelNames))
        let id = try fields.requiredString("id")
        var request = DeploymentRequest(
            model: catalog.model(id) ?? Model(unlisted: id),
            name: try label(fields, "name", longest: BootstrapFile.longestName),
            namespace: try label(fields, "namespace", longest: BootstrapFile.longestNamespace) ?? "default")
        request.provider = try fields.string("provider")
        request.onFailure = try failurePolicy(fields)
        // A file is all there is to say.
        request.exposure = try exposure(fields) ?? .nothing
        for knob in DeploymentKnob.all { request[knob] = try value(of: knob, in: fields) }
        request.values = request.values.merged(with: try fields.rawObject("values") ?? [:])
        if let runtime = try fields.string("runtime") { request.use(runtime: runtime) }
        // A name that was made of the model's id.
        do { try request.validateNames() } catch {
            throw fields.error("id", "gives a name that is not usable: \(error)")
        }
        try checkToken(of: request, in: fields)
        return request
    }

    /// What stands there may be the token itself: neither it nor its line is shown.
    private func checkToken(of request: DeploymentRequest, in model: YAMLFields) throws {
        do throws(ProviderError) {
            try request.validateToken()
        } catch {
            let name = DeploymentKnob.hfTokenSecret.path[0]
            let values = try model.fields("values")
            let place = values.flatMap { $0.object[name] == nil ? nil : $0 } ?? model
            throw BootstrapError(
                .invalidFile,
                "\(place.location(of: name)): \(place.path.appending(key: name)) \(DeploymentRequest.noSecret)",
                hint: error.hint)
        }
    }

    /// A word, or what is asked for of a Gateway.
    private func exposure(_ model: YAMLFields) throws -> ExposureRequest? {
        guard model.object["expose"]?.object != nil else {
            let word = try model.choice("expose", of: ExposureRequest.Word.allCases.map(\.rawValue))
            switch word.flatMap(ExposureRequest.Word.init) {
            case .gateway?: return .gateway(GatewayRequest())
            case ExposureRequest.Word.none?: return .nothing
            case nil: return nil
            }
        }
        guard let fields = try model.fields("expose") else { return nil }
        try fields.rejectUnknown(known: Set(ExposureError.Field.allCases.map(\.rawValue)))
        let backend = try fields.choice("backend", of: GatewayRequest.Backend.allCases.map(\.rawValue))
        do {
            return .gateway(
                try GatewayRequest(
                    gatewayClass: fields.string("gatewayClass"), gateway: fields.string("gateway"),
                    hostname: fields.string("hostname"), path: fields.string("path"),
                    backend: backend.flatMap(GatewayRequest.Backend.init)))
        } catch let error as ExposureError {
            throw fields.error(error.field?.rawValue ?? "", error.message)
        }
    }

    private func value(of knob: DeploymentKnob, in model: YAMLFields) throws -> Value? {
        var place = model
        for (index, key) in knob.path.dropLast().enumerated() {
            guard let next = try place.fields(key) else { return nil }
            let others = DeploymentKnob.all.filter { $0.path.prefix(index + 1) == knob.path.prefix(index + 1) }
            try next.rejectUnknown(known: Set(others.map { $0.path[index + 1] }))
            place = next
        }
        let key = knob.path[knob.path.count - 1]
        switch knob.kind {
        case .text: return try place.string(key).map(Value.string)
        case .truth: return try place.bool(key).map(Value.bool)
        case .count(let range): return try place.integer(key, in: range).map(Value.integer)
        case .object: return try place.rawObject(key).map(Value.object)
        case .quantity:
            guard let text = try place.string(key) else { return nil }
            do { _ = try Quantity(text) } catch {
                throw place.error(key, "is '\(text)'; write a quantity such as 32Gi")
            }
            return .string(text)
        }
    }

    /// The text under `key`, which names something in a cluster.
    private func label(_ fields: YAMLFields, _ key: String, longest: Int) throws -> String? {
        guard let text = try fields.string(key) else { return nil }
        guard KubernetesName.isLabel(text, longest: longest) else {
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
        let range = BootstrapFile.timeoutSeconds
        if let seconds = try fields?.integer("operators", in: range) { timeouts.operators = .seconds(seconds) }
        if let seconds = try fields?.integer("models", in: range) { timeouts.models = .seconds(seconds) }
        return timeouts
    }
}
