import HTTP
import Value

/// What a path names: a resource type in a version, and maybe one object or a part of it.
struct Target: Sendable {
    var definition: ResourceDefinition
    var version: String
    /// Empty for cluster-scoped types and for requests across all namespaces.
    var namespace: String = ""
    var name: String = ""
    var subresource: String = ""
    /// What follows a `proxy` subresource.
    var rest: [String] = []

    var apiVersion: String { definition.apiVersion(version) }
    var key: ResourceKey { definition.key }
}

extension Target {
    /// The parts of a resource path before it is known whether the type exists.
    struct Path: Sendable, Equatable {
        var group: String
        var version: String
        var namespace = ""
        var plural: String
        var name = ""
        var subresource = ""
        var rest: [String] = []

        /// Nil when the segments name no resource.
        init?(_ segments: [String]) {
            var rest = segments[...]
            switch rest.popFirst() {
            case "api": group = ""
            case "apis":
                guard let name = rest.popFirst() else { return nil }
                group = name
            default: return nil
            }
            guard let version = rest.popFirst() else { return nil }
            self.version = version
            let isNamespaceItself = rest.count == 3 && ["status", "finalize"].contains(rest.last ?? "")
            if rest.first == "namespaces", rest.count > 2, !isNamespaceItself {
                rest = rest.dropFirst()
                namespace = rest.popFirst() ?? ""
            }
            guard let plural = rest.popFirst() else { return nil }
            self.plural = plural
            name = rest.popFirst() ?? ""
            subresource = rest.popFirst() ?? ""
            self.rest = Array(rest)
            guard self.rest.isEmpty || subresource == "proxy" else { return nil }
        }
    }
}

/// How a write is to be done.
struct WriteOptions: Sendable {
    enum FieldValidation: String, Sendable {
        case strict = "Strict"
        case warn = "Warn"
        case ignore = "Ignore"
    }

    var manager: String
    var isDryRun = false
    var fieldValidation: FieldValidation = .warn
    var isForced = false
    var date: Timestamp

    init(manager: String, date: Timestamp) {
        self.manager = manager
        self.date = date
    }

    init(_ request: APIRequest, date: Timestamp) throws {
        self.date = date
        let agent = request.headers["User-Agent"]?.split(separator: "/").first.map(String.init) ?? "unknown"
        manager = request.parameter("fieldManager").flatMap { $0.isEmpty ? nil : $0 } ?? agent
        isDryRun = try request.isDryRun()
        isForced = request.flag("force")
        if let text = request.parameter("fieldValidation"), !text.isEmpty {
            guard let value = FieldValidation(rawValue: text) else {
                throw StatusError.badRequest(
                    "fieldValidation: Unsupported value: \"\(text)\": supported values: \"Ignore\", \"Strict\", \"Warn\""
                )
            }
            fieldValidation = value
        }
    }
}

/// What a write came to.
struct Written: Sendable {
    var object: Value
    var isCreated = false
    var warnings: [String] = []
}
