import Value

extension Cluster {
    mutating func create(
        _ body: Value, _ target: Target, _ options: WriteOptions, judge: (any RuleJudge)?
    ) throws -> Written {
        var object = body
        try checkEnvelope(&object, target)
        if object.name.isEmpty, let prefix = object[at: "metadata", "generateName"]?.string, !prefix.isEmpty {
            object[at: "metadata", "name"] = .string(prefix + identifiers.suffix())
        }
        let namespace = target.definition.isNamespaced ? object.namespace : ""
        if target.definition.isNamespaced { try checkNamespace(target.definition, object.name, namespace) }
        if terminatingTypes.contains(target.key) {
            throw StatusError.methodNotAllowed()
        }
        if !object.name.isEmpty, store.object(target.key, namespace, object.name) != nil {
            throw StatusError.alreadyExists(target.definition, object.name)
        }
        var warnings: [String] = []
        object = try cleaned(object, target, options, &warnings)
        if hasStatus(target.definition, version: target.version), !Admission.keepsStatusOnCreate(target.definition) {
            object[at: "status"] = nil
        }
        stampNew(&object, target.definition, options)
        object = Admission.defaulted(object, target.definition, &self, former: nil)
        let stored = try finish(object, former: nil, target, options, judge: judge)
        return Written(object: presented(stored, target), isCreated: true, warnings: warnings)
    }

    mutating func replace(
        _ body: Value, _ target: Target, _ options: WriteOptions, judge: (any RuleJudge)?
    ) throws -> Written {
        var object = body
        try checkEnvelope(&object, target)
        guard object.name == target.name else {
            throw StatusError.badRequest(
                object.name.isEmpty
                    ? "the name of the object must be specified"
                    : "the name of the object (\(object.name)) does not match the name on the URL (\(target.name))")
        }
        guard let former = store.object(target.key, target.namespace, target.name) else {
            throw StatusError.notFound(target.definition, target.name)
        }
        if target.definition.isCustom, object[at: "metadata", "resourceVersion"]?.string ?? "" == "" {
            throw StatusError.invalid(
                target.definition, target.name,
                [.invalid("metadata.resourceVersion", 0, "must be specified for an update")])
        }
        return try update(former, to: object, target, options, judge: judge)
    }

    mutating func patch(
        _ patch: Patch, _ target: Target, _ options: WriteOptions, hasManager: Bool, judge: (any RuleJudge)?
    ) throws -> Written {
        let former = store.object(target.key, target.namespace, target.name)
        if patch.kind == .apply {
            guard hasManager else {
                throw StatusError.invalidOptions(
                    "PatchOptions", .required("fieldManager", "is required for apply patch"))
            }
            return try apply(patch.value, former, target, options, judge: judge)
        }
        guard let former else { throw StatusError.notFound(target.definition, target.name) }
        if target.definition.isCustom, patch.kind == .strategic {
            throw StatusError.unsupportedMediaType(
                Patch.Kind.allCases.filter { $0 != .strategic }.map(\.rawValue))
        }
        let base = presented(former, target)
        let changed: Value
        switch patch.kind {
        case .json: changed = try JSONPatch.apply(patch.value, to: base)
        case .merge: changed = base.mergePatched(patch.value)
        case .strategic:
            changed = try StrategicMergePatch.apply(
                patch.value, to: base, schema: BuiltinSchemas.schema(target.definition))
        case .apply: changed = base
        }
        return try update(former, to: changed, target, options, judge: judge)
    }

    private mutating func apply(
        _ config: Value, _ former: Value?, _ target: Target, _ options: WriteOptions, judge: (any RuleJudge)?
    ) throws -> Written {
        var config = config
        try checkEnvelope(&config, target)
        if config.name.isEmpty { config[at: "metadata", "name"] = .string(target.name) }
        guard config.name == target.name else {
            throw StatusError.badRequest(
                "the name of the object (\(config.name)) does not match the name on the URL (\(target.name))")
        }
        guard config[at: "metadata", "managedFields"]?.array?.isEmpty ?? true else {
            throw StatusError.badRequest("metadata.managedFields must be nil")
        }
        if former == nil, !target.subresource.isEmpty { throw StatusError.notFound(target.definition, target.name) }
        if let uid = config[at: "metadata", "uid"]?.string, former == nil {
            throw StatusError.conflict(
                target.definition, target.name,
                "StorageError: invalid object, Precondition failed: UID in precondition: \(uid), UID in object meta: ")
        }
        try checkDeclared(config, target)
        var warnings: [String] = []
        config = try cleaned(config, target, options, &warnings)
        if target.subresource.isEmpty, hasStatus(target.definition, version: target.version) {
            config[at: "status"] = nil
        }
        var live = former.map { presented($0, target) }
        if former == nil, target.definition.isNamespaced {
            try checkNamespace(target.definition, target.name, target.namespace)
        }
        let operation = ServerSideApply(
            resource: target.definition, schema: fieldSchema(target.definition, version: target.version),
            manager: options.manager, apiVersion: target.apiVersion, subresource: target.subresource,
            isForced: options.isForced, date: options.date)
        if let version = config[at: "metadata", "resourceVersion"]?.string, let former,
            former[at: "metadata", "resourceVersion"]?.string != version
        {
            throw StatusError.modified(target.definition, target.name)
        }
        config[at: "metadata", "resourceVersion"] = nil
        if live == nil { live = .object([:]) }
        var merged = try operation.apply(config, to: live)
        if let former {
            let written = try update(former, to: merged, target, options, judge: judge, isApply: true)
            return Written(object: written.object, warnings: warnings + written.warnings)
        }
        stampNew(&merged, target.definition, options)
        merged = Admission.defaulted(merged, target.definition, &self, former: nil)
        let stored = try finish(merged, former: nil, target, options, judge: judge, isApply: true)
        return Written(object: presented(stored, target), isCreated: true, warnings: warnings)
    }

    /// The common end of replace, patch and apply.
    private mutating func update(
        _ former: Value, to body: Value, _ target: Target, _ options: WriteOptions, judge: (any RuleJudge)?,
        isApply: Bool = false
    ) throws -> Written {
        var object = body
        let version = object[at: "metadata", "resourceVersion"]?.string ?? ""
        if !version.isEmpty, version != former[at: "metadata", "resourceVersion"]?.string {
            throw StatusError.modified(target.definition, target.name)
        }
        let uid = object.uid
        if !uid.isEmpty, uid != former.uid {
            throw StatusError.preconditionFailed(former, target.definition, uid: uid)
        }
        guard object.name == former.name, object.namespace == former.namespace else {
            throw StatusError.badRequest(
                "the name of the object (\(object.name)) does not match the name on the URL (\(target.name))")
        }
        var warnings: [String] = []
        object = try cleaned(object, target, options, &warnings)
        // What only the server sets stays as it was.
        for key in [
            "uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds",
            "resourceVersion",
        ] {
            object[at: "metadata", key] = former[at: "metadata", key]
        }
        if !isApply, object[at: "metadata", "managedFields"]?.array == nil {
            object[at: "metadata", "managedFields"] = former[at: "metadata", "managedFields"]
        }
        if target.subresource == "status" {
            var whole = former
            whole[at: "status"] = object["status"]
            whole[at: "metadata", "managedFields"] = object[at: "metadata", "managedFields"]
            whole[at: "metadata", "labels"] = object[at: "metadata", "labels"]
            whole[at: "metadata", "annotations"] = object[at: "metadata", "annotations"]
            object = whole
        } else if target.subresource.isEmpty, hasStatus(target.definition, version: target.version) {
            object[at: "status"] = former["status"]
        }
        object = Admission.defaulted(object, target.definition, &self, former: former)
        let stored = try finish(object, former: former, target, options, judge: judge, isApply: isApply)
        return Written(object: presented(stored, target), warnings: warnings)
    }

    /// Validates, counts, notes ownership and stores.
    private mutating func finish(
        _ object: Value, former: Value?, _ target: Target, _ options: WriteOptions, judge: (any RuleJudge)?,
        isApply: Bool = false
    ) throws -> Value {
        var object = object
        object[at: "apiVersion"] = .string(target.apiVersion)
        object[at: "kind"] = .string(target.definition.kind)
        var problems = Admission.problems(object, former: former, target, self)
        if problems.isEmpty {
            let schema = schema(target.definition, version: target.version)
            problems = schema.problems(of: object, former: former, judge: target.definition.isCustom ? judge : nil)
        }
        guard problems.isEmpty else { throw StatusError.invalid(target.definition, object.name, problems) }

        let fieldSchema = fieldSchema(target.definition, version: target.version)
        if !isApply, object[at: "metadata", "managedFields"]?.array?.isEmpty != true || former == nil {
            var managed = ManagedFields(object)
            managed.noteUpdate(
                from: former.map { presented($0, target) }, to: object, by: options.manager,
                apiVersion: target.apiVersion, subresource: target.subresource, schema: fieldSchema,
                hasStatus: hasStatus(target.definition, version: target.version), date: options.date)
            object[at: "metadata", "managedFields"] = managed.entries.isEmpty ? nil : managed.value
        }
        object = toStorage(object, target)
        if let former {
            if countsAsChange(object, former, target) {
                object[at: "metadata", "generation"] = .integer(former.generation + 1)
            }
            if object == former { return former }
            if isOnlyTimeOfOwnership(object, former) { return former }
            if object.isBeingDeleted, object.finalizers.isEmpty, !Admission.waitsForOthers(object, target.definition) {
                return removeForGood(object, target.definition) ?? object
            }
        }
        let stored = store.put(object, as: target.key)
        Admission.didStore(stored, target.definition, &self)
        return stored
    }

    /// In the storage version, without what its schema does not know.
    private func toStorage(_ object: Value, _ target: Target) -> Value {
        guard let custom = customTypes[target.key], !custom.keepsWrittenVersion else {
            guard !target.definition.isCustom else { return object }
            var object = object
            object[at: "apiVersion"] = .string(target.definition.apiVersion(target.definition.storageVersion))
            return object
        }
        let version = custom.definition.storageVersion
        guard version != target.version, let schema = custom.versions[version]?.schema.schema else { return object }
        var stored = schema.pruned(object).value
        stored[at: "apiVersion"] = .string(target.definition.apiVersion(version))
        return schema.defaulted(stored)
    }

    private func countsAsChange(_ object: Value, _ former: Value, _ target: Target) -> Bool {
        guard target.definition.countsGenerations else { return false }
        func bare(_ value: Value) -> Value {
            var value = value
            value[at: "metadata"] = nil
            value[at: "apiVersion"] = nil
            if hasStatus(target.definition, version: target.version) { value[at: "status"] = nil }
            return value
        }
        return bare(object) != bare(former)
    }

    private func isOnlyTimeOfOwnership(_ object: Value, _ former: Value) -> Bool {
        func bare(_ value: Value) -> Value {
            var value = value
            let entries = value[at: "metadata", "managedFields"]?.array ?? []
            value[at: "metadata", "managedFields"] = .array(
                entries.map { entry in
                    var entry = entry
                    entry[at: "time"] = nil
                    return entry
                })
            return value
        }
        return bare(object) == bare(former)
    }

    private mutating func stampNew(_ object: inout Value, _ definition: ResourceDefinition, _ options: WriteOptions) {
        object[at: "metadata", "uid"] = .string(identifiers.uid())
        object[at: "metadata", "creationTimestamp"] = .string(options.date.text)
        object[at: "metadata", "generation"] = definition.countsGenerations ? 1 : nil
        for key in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
            object[at: "metadata", key] = nil
        }
    }

    /// Checks and completes apiVersion, kind and namespace of what a request carries.
    private func checkEnvelope(_ object: inout Value, _ target: Target) throws {
        if object.apiVersion.isEmpty || object.kind.isEmpty {
            guard target.definition.isCustom || object.kind.isEmpty else {
                throw StatusError.badRequest(
                    "Object 'apiVersion' is missing in '\(object.json())'")
            }
            if target.definition.isCustom || !object.apiVersion.isEmpty {
                throw StatusError.badRequest("Object 'Kind' is missing in '\(object.json())'")
            }
            object[at: "apiVersion"] = .string(target.apiVersion)
            object[at: "kind"] = .string(target.definition.kind)
        }
        guard object.apiVersion == target.apiVersion else {
            throw StatusError.badRequest(
                "the API version in the data (\(object.apiVersion)) does not match the expected API version (\(target.apiVersion))"
            )
        }
        guard object.kind == target.definition.kind else {
            throw StatusError.badRequest(
                "\(object.kind) in version \"\(target.version)\" cannot be handled as a \(target.definition.kind): no kind \"\(object.kind)\" is registered for version \"\(target.apiVersion)\""
            )
        }
        guard target.definition.isNamespaced else {
            object[at: "metadata", "namespace"] = nil
            return
        }
        if object.namespace.isEmpty { object[at: "metadata", "namespace"] = .string(target.namespace) }
        guard object.namespace == target.namespace else {
            throw StatusError.badRequest(
                "the namespace of the provided object does not match the namespace sent on the request")
        }
    }

    private func checkNamespace(_ definition: ResourceDefinition, _ name: String, _ namespace: String) throws {
        guard let found = store.object(ResourceDefinition.namespaces.key, "", namespace) else {
            throw StatusError.notFound(.namespaces, namespace)
        }
        guard !found.isBeingDeleted else {
            throw StatusError.namespaceTerminating(definition, name, namespace)
        }
    }

    /// A server-side apply of what the schema does not have fails whatever `fieldValidation` says.
    private func checkDeclared(_ config: Value, _ target: Target) throws {
        let schema = fieldSchema(target.definition, version: target.version)
        var members = config.object ?? [:]
        for key in ["apiVersion", "kind", "metadata"] { members[key] = nil }
        var paths = schema.undeclared(in: .object(members))
        paths += BuiltinSchemas.objectMeta.undeclared(in: config["metadata"] ?? [:]).map { [.field("metadata")] + $0 }
        guard !paths.isEmpty else { return }
        throw StatusError.undeclared(target, config.name, paths.map(\.text))
    }

    /// Without unknown members (told as errors or warnings, as asked), with defaults.
    private func cleaned(
        _ object: Value, _ target: Target, _ options: WriteOptions, _ warnings: inout [String]
    ) throws -> Value {
        let schema = schema(target.definition, version: target.version)
        let (pruned, unknown) = schema.pruned(object)
        var unknownFields = unknown
        if let metadata = object["metadata"] {
            unknownFields += BuiltinSchemas.objectMeta.pruned(metadata, isRoot: false).unknown.map { "metadata.\($0)" }
        }
        if !unknownFields.isEmpty {
            let texts = Set(unknownFields).sorted().map { "unknown field \(FieldProblem.quoted($0))" }
            switch options.fieldValidation {
            case .ignore: break
            case .warn: warnings += texts
            case .strict:
                throw StatusError.badRequest(
                    "\(target.definition.kind) in version \"\(target.version)\" cannot be handled as a \(target.definition.kind): strict decoding error: \(texts.joined(separator: ", "))"
                )
            }
        }
        guard target.definition.isCustom else {
            try BuiltinTypes.check(pruned, schema, target)
            return pruned
        }
        return schema.defaulted(schema.withoutForbiddenNulls(pruned))
    }
}
