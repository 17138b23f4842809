import Charts
import Formats
import Kubernetes
import Repositories
import Value

extension SavedPlan {
    /// Reads what `fileBytes` has made; asks nothing of a cluster.
    ///
    /// - Parameter file: its name, for errors.
    /// - Throws: `ReleaseError` with code `invalidRequest` that says where what is wrong: cut, edited, of another version.
    public init(file bytes: [UInt8], name file: String) throws(ReleaseError) {
        do throws(SavedFieldsError) {
            self = try Self.read(bytes, file)
        } catch {
            throw ReleaseError(
                .invalidRequest, "\(error)",
                hint: "make it anew: groundcrew release plan … --save FILE; nothing was changed")
        }
    }

    private static func read(_ bytes: [UInt8], _ file: String) throws(SavedFieldsError) -> SavedPlan {
        let value: Value
        do {
            value = try Value(
                json: bytes,
                limits: JSONLimits(
                    maximumSize: SavedPlanLimits.bytes, maximumDepth: SavedPlanLimits.depth,
                    maximumCount: SavedPlanLimits.values), rules: JSONRules(rejectsDuplicateKeys: true))
        } catch {
            throw SavedFieldsError("\(file): \(error)")
        }
        let root = try SavedFields(value, place: file)
        let (version, kind) = (try root.string("apiVersion"), try root.string("kind"))
        guard kind == Self.kind else {
            let what = kind == "ReleasePlan" ? "what plan -o json prints, for reading alone" : "of kind '\(kind)'"
            throw SavedFieldsError("\(file): it is \(what), not a saved plan (\(Self.kind))")
        }
        guard version == Self.apiVersion else {
            throw root.error("apiVersion", "is '\(version)'; this groundcrew reads \(Self.apiVersion)")
        }
        try root.rejectUnknown(known: ["apiVersion", "kind", "digest", "plan"])
        let content = Value.object(try root.object("plan"))
        guard try root.string("digest") == digest(of: content) else {
            throw root.error("digest", "does not fit the plan: the file was changed after it was saved")
        }
        return try SavedPlan(try root.fields("plan"))
    }

    private init(_ fields: SavedFields) throws(SavedFieldsError) {
        let verb = try fields.choice("verb", ["install", "upgrade", "rollback", "uninstall"].map { ($0, $0) })
        let part = ["rollback": "rollback", "uninstall": "uninstall"][verb] ?? "revision"
        try fields.rejectUnknown(known: [
            "created", "driver", "verb", "name", "namespace", "cluster", "history", "seen", "changes", part,
        ])
        let release = try fields.release()
        created = try fields.string("created")
        driver = try fields.choice("driver", ["native", "helm"].map { ($0, $0) })
        let cluster = try fields.fields("cluster")
        try cluster.rejectUnknown(known: ["server", "kubeSystemUID"])
        self.cluster = ClusterIdentity(
            server: try cluster.string("server"),
            kubeSystemUID: try cluster.optional("kubeSystemUID", "a string") { $0.string })
        history = try fields.list(ofFields: "history") { mark throws(SavedFieldsError) in
            try mark.rejectUnknown(known: ["revision", "status", "uid"])
            return SavedRevisionMark(
                revision: try mark.integer("revision", in: 1...Int64(Int32.max)), status: try mark.string("status"),
                uid: try mark.string("uid"))
        }
        seen = try fields.list(ofFields: "seen") { object throws(SavedFieldsError) in
            try object.rejectUnknown(known: ["apiVersion", "kind", "namespace", "name", "digest"])
            return SeenObject(
                ObjectReference(
                    apiVersion: try object.string("apiVersion"), kind: try object.string("kind"),
                    namespace: try object.optional("namespace", "a string") { $0.string },
                    name: try object.string("name")), digest: try object.optional("digest", "a string") { $0.string })
        }
        changes = .object(try fields.object("changes"))
        let content = try fields.fields(part)
        switch part {
        case "rollback":
            try content.rejectUnknown(known: ["revision", "waits", "timeoutSeconds", "options"])
            work = .rollback(
                RollbackRequest(
                    name: release.name, namespace: release.namespace,
                    revision: try content.integer("revision", in: 1...Int64(Int32.max)),
                    waits: try content.bool("waits"), timeout: try content.timeout(),
                    options: try ReleaseOptions(try content.fields("options"))))
        case "uninstall":
            try content.rejectUnknown(known: ["timeoutSeconds", "options"])
            work = .uninstall(
                RemovalRequest(
                    name: release.name, namespace: release.namespace, timeout: try content.timeout(),
                    options: try RemovalOptions(try content.fields("options"))))
        default:
            work = .make(try SavedRevision(content, release, verb: verb == "install" ? .install : .upgrade))
        }
    }
}

extension SavedRevision {
    fileprivate init(_ fields: SavedFields, _ release: ReleaseName, verb: ReleaseVerb) throws(SavedFieldsError) {
        try fields.rejectUnknown(known: [
            "chart", "values", "createsNamespace", "waits", "timeoutSeconds", "labels", "options", "record",
            "recordKind", "recordLabels", "crds", "objects", "warnings",
        ])
        self.verb = verb
        request = ReleaseRequest(
            name: release.name, namespace: release.namespace, chart: try Self.chart(try fields.fields("chart")),
            values: try fields.object("values"), createsNamespace: try fields.bool("createsNamespace"),
            waits: try fields.bool("waits"), timeout: try fields.timeout(), labels: try fields.labels("labels"),
            options: try ReleaseOptions(try fields.fields("options")))
        let body: Object
        do {
            body = try ReleaseCodec.decode(try fields.string("record"))
        } catch let error as ReleaseCodecError {
            throw fields.error("record", error.description)
        } catch let error as SavedFieldsError {
            throw error
        } catch {
            throw fields.error("record", "\(error)")
        }
        record = StoredRelease(body: body, labels: try fields.labels("recordLabels"))
        record.kind = try fields.choice("recordKind", RecordKind.allCases.map { ($0, $0.rawValue) })
        guard record.name == release.name, record.namespace == release.namespace else {
            throw fields.error("record", "is of another release, \(record.namespace)/\(record.name)")
        }
        crds = try fields.strings("crds")
        objects = try fields.list(ofFields: "objects") { document throws(SavedFieldsError) in
            try document.rejectUnknown(known: ["path", "value"])
            return Document(path: try document.string("path"), value: .object(try document.object("value")))
        }
        warnings = try fields.strings("warnings")
    }

    private static func chart(_ fields: SavedFields) throws(SavedFieldsError) -> ChartReference {
        try fields.rejectUnknown(known: ["name", "version", "origin", "digest", "archive"])
        guard let archive = Base64.decode(try fields.string("archive")) else {
            throw fields.error("archive", "is not base64")
        }
        guard Digest(of: archive).description == (try fields.string("digest")) else {
            throw fields.error("digest", "does not fit the archive")
        }
        do {
            return .loaded(try Chart.load(archive: archive), origin: try fields.string("origin"))
        } catch let error as ChartError {
            throw fields.error("archive", "cannot be read: \(error)")
        } catch let error as SavedFieldsError {
            throw error
        } catch {
            throw fields.error("archive", "\(error)")
        }
    }
}

extension SavedFields {
    /// Up to a year, as the command line takes it.
    fileprivate func timeout() throws(SavedFieldsError) -> Duration {
        let seconds = try required("timeoutSeconds", "a number") { value -> Double? in
            if case .float(let number) = value { return number }
            return value.integer.map(Double.init)
        }
        guard seconds >= 0, seconds <= 31_536_000 else { throw error("timeoutSeconds", "is \(seconds)") }
        return .milliseconds(Int64(seconds * 1000))
    }

    fileprivate func release() throws(SavedFieldsError) -> ReleaseName {
        let release = ReleaseName(name: try string("name"), namespace: try string("namespace"))
        do throws(ReleaseError) {
            try ReleaseRequest.validate(releaseName: release.name)
            try ReleaseRequest.validate(namespace: release.namespace)
        } catch {
            throw SavedFieldsError("\(place): \(path): \(error.message)")
        }
        return release
    }
}
