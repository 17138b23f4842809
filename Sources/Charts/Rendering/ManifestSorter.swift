import Value
import YAML

/// Parses what templates gave and tells hooks from the release's objects (Helm's `SortManifests`).
struct ManifestSorter {
    private(set) var documents: [RenderedManifest] = []
    private(set) var hooks: [Hook] = []
    private(set) var warnings: [String] = []

    /// - Parameter files: outputs by template path.
    static func sort(_ files: [(path: String, text: String)]) throws(RenderError) -> ManifestSorter {
        var sorter = ManifestSorter()
        for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            for text in ManifestSplitter.split(file.text) { try sorter.add(text, path: file.path) }
        }
        sorter.documents = KindOrder.install.sorted(sorter.documents) { ManifestHead.kind(of: $0.value) }
        sorter.hooks = KindOrder.install.sorted(sorter.hooks, kind: \.kind)
        return sorter
    }

    private mutating func add(_ text: String, path: String) throws(RenderError) {
        let value: Value
        do {
            value = try YAML.decode(text, file: path, rules: .helm)
        } catch {
            throw RenderError(
                code: .badManifest,
                reason: "YAML parse error on \(path): error converting YAML to JSON: \(error.goText)",
                details: "\(path) gave YAML that does not parse:\n\(error)", path: path, line: error.line,
                column: error.column, underlying: error)
        }
        let head = try ManifestHead(value, of: text, path: path)
        guard let events = head.annotations["helm.sh/hook"] else {
            documents.append(RenderedManifest(sourcePath: path, text: text, value: value))
            return
        }
        var hook = Hook(
            name: head.name, kind: head.kind, path: path, text: text, value: value, events: [],
            weight: Int(head.annotations["helm.sh/hook-weight"] ?? "") ?? 0)
        for name in Self.list(events) {
            guard let event = HookEvent(annotation: name) else {
                warnings.append("\(path): a document with the unknown hook \(events.debugDescription) is left out")
                return
            }
            hook.events.append(event)
        }
        if let policies = head.annotations["helm.sh/hook-delete-policy"] {
            hook.deletePolicies = Self.list(policies).map(HookDeletePolicy.init(rawValue:))
        }
        if let policies = head.annotations["helm.sh/hook-output-log-policy"] {
            hook.outputLogPolicies = Self.list(policies)
        }
        hooks.append(hook)
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0).trimmingSpace().lowercased()
        }
    }
}

/// The few fields of a document that Helm decodes to types, and refuses when they do not fit.
struct ManifestHead {
    let kind: String
    let name: String
    let annotations: [String: String]

    /// - Parameter document: the text that `value` was read from, for errors.
    init(_ value: Value, of document: String, path: String) throws(RenderError) {
        func refuse(_ value: Value, _ field: String, _ type: String) -> RenderError {
            let name = value.bool == nil ? value.typeName : "bool"
            let reason =
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(name) into Go "
                + (field.isEmpty ? "value of type \(type)" : "struct field SimpleHead.\(field) of type \(type)")
            let place = field.isEmpty ? "a document" : field
            let wanted = type == "string" ? "text" : "a map"
            return RenderError(
                code: .badManifest, reason: "YAML parse error on \(path): \(reason)",
                details: "\(path) gave what is not a Kubernetes object: \(place) is of type \(name), not \(wanted)"
                    + Self.beginning(of: document),
                path: path)
        }
        func text(_ value: Value?, _ field: String) throws(RenderError) -> String {
            switch value {
            case nil, .null?: return ""
            case .array?, .object?: throw refuse(value ?? .null, field, "string")
            case let value?: return Self.scalar(value)
            }
        }
        let object: Object
        switch value {
        case .null: object = Object()
        case .object(let members): object = members
        default: throw refuse(value, "", "util.SimpleHead")
        }
        _ = try text(object["apiVersion"], "apiVersion")
        kind = try text(object["kind"], "kind")
        switch object["metadata"] {
        case nil, .null?:
            name = ""
            annotations = [:]
        case .object(let metadata)?:
            name = try text(metadata["name"], "metadata.name")
            switch metadata["annotations"] {
            case nil, .null?: annotations = [:]
            case .object(let members)?:
                var texts: [String: String] = [:]
                for (key, value) in members { texts[key] = try text(value, "metadata.annotations") }
                annotations = texts
            case let other?: throw refuse(other, "metadata.annotations", "map[string]string")
            }
        case let other?: throw refuse(other, "metadata", "struct")
        }
    }

    /// The first lines of a document, each below the other.
    private static func beginning(of document: String) -> String {
        let lines = document.split(separator: "\n", omittingEmptySubsequences: true)
        return lines.prefix(3).map { "\n    \($0.prefix(120))" }.joined() + (lines.count > 3 ? "\n    …" : "")
    }

    static func kind(of value: Value) -> String { value["kind"].map(scalar) ?? "" }

    private static func scalar(_ value: Value) -> String {
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .float(let float): FloatText.general(float)
        case .null, .array, .object: ""
        }
    }
}
