import Events
import Kubernetes
public import Value

extension RunJournal {
    static let apiVersion = "groundcrew/v1"
    static let kind = "Run"

    /// The document that is stored and printed.
    ///
    /// What looks like a secret is left out, too: a message may quote what no Secret of the run holds.
    ///
    /// - Parameter words: are replaced wherever they stand.
    func value(hiding words: SecretWords) -> Value {
        words.hidden(value).mappingStrings(TextRedaction.redacted)
    }

    public var value: Value {
        [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind), "id": .string(run.id),
            "command": .string(run.command),
            "process": .object(Object(run.annotations.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "namespace": .string(namespace),
            "cluster": [
                "server": .string(cluster.server), "kubeSystemUID": cluster.kubeSystemUID.map(Value.string) ?? .null,
            ],
            "simulated": .bool(isSimulated), "started": .string(started), "ended": ended.map(Value.string) ?? .null,
            "status": .string(status.rawValue), "failure": failure.map(Value.string) ?? .null,
            "plans": .array(plans), "results": .array(results), "omittedEntries": .integer(Int64(omitted)),
            "entries": .array(entries.map(\.value)),
        ]
    }

    /// - Parameter place: where it was read, for errors.
    init(_ value: Value, place: String) throws(SavedFieldsError) {
        let fields = try SavedFields(value, place: place)
        guard try fields.string("kind") == Self.kind, try fields.string("apiVersion") == Self.apiVersion else {
            throw SavedFieldsError(
                "\(place): it is not a run's journal of this version (\(Self.apiVersion) \(Self.kind))")
        }
        guard let run = RunIdentity(annotations: try fields.labels("process")), RunIdentity.isID(run.id) else {
            throw fields.error("process", "does not name a run")
        }
        let cluster = try fields.fields("cluster")
        self.init(
            run, namespace: try fields.string("namespace"),
            cluster: ClusterIdentity(
                server: try cluster.string("server"),
                kubeSystemUID: try cluster.optional("kubeSystemUID", "a string") { $0.string }),
            isSimulated: try fields.bool("simulated"), started: try fields.string("started"))
        for plan in try fields.objects("plans") { add(plan: plan) }
        for entry in try fields.list(ofFields: "entries", Entry.init) { append(entry) }
        for result in try fields.objects("results") { add(result: result) }
        omit(try fields.integer("omittedEntries", in: 0...Int64(Int32.max)))
        let status = try fields.choice("status", Status.allCases.map { ($0, $0.rawValue) })
        let failure = try fields.optional("failure", "a string") { $0.string }
        if let ended = try fields.optional("ended", "a string", { $0.string }) {
            end(status, failure: failure, at: ended)
        }
    }
}

extension RunJournal.Entry {
    var value: Value {
        var object: Object = ["time": .string(time), "kind": .string(kind), "phase": .string(phase)]
        object["step"] = step.map(Value.string)
        object["message"] = .string(message)
        object["outcome"] = outcome.map(Value.string)
        return .object(object)
    }

    fileprivate init(_ fields: SavedFields) throws(SavedFieldsError) {
        self.init(
            time: try fields.string("time"), kind: try fields.string("kind"), phase: try fields.string("phase"),
            step: try fields.optional("step", "a string") { $0.string }, message: try fields.string("message"),
            outcome: try fields.optional("outcome", "a string") { $0.string })
    }
}

extension SavedFields {
    fileprivate func objects(_ key: String) throws(SavedFieldsError) -> [Object] {
        try list(key) { value, path throws(SavedFieldsError) in
            guard let object = value.object else {
                throw SavedFieldsError("\(place): \(path) is \(value.typeWithArticle), not an object")
            }
            return object
        }
    }
}

extension RunIdentity {
    /// Whether it can name an object, a file, and a label.
    static func isID(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}
