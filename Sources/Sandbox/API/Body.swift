import HTTP
import Value
import YAML

/// Reads what requests carry.
enum Body {
    static func object(_ request: APIRequest) throws -> Value {
        let type = contentType(request)
        let value: Value
        switch type {
        case "application/json", "": value = try json(request.body)
        case "application/yaml", "text/yaml": value = try yaml(request.body)
        case ProtobufBody.contentType:
            try checkSize(request.body)
            value = try ProtobufBody.decode(request.body)
        default:
            throw StatusError.unsupportedMediaType(["application/json", "application/yaml", ProtobufBody.contentType])
        }
        guard value.object != nil else {
            throw StatusError.badRequest(
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(value.typeName) into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }"
            )
        }
        return value
    }

    static func json(_ bytes: [UInt8]) throws -> Value {
        try checkSize(bytes)
        do { return try Value(json: bytes) } catch {
            throw StatusError.badRequest("the object provided is unrecognized (must be of type JSON): \(error)")
        }
    }

    static func yaml(_ bytes: [UInt8]) throws -> Value {
        try checkSize(bytes)
        do { return try YAML.decode(bytes, file: "request body", rules: .helm) } catch {
            throw StatusError.badRequest("error decoding YAML: \(error)")
        }
    }

    static func contentType(_ request: APIRequest) -> String {
        let header = request.headers["Content-Type"] ?? ""
        return String(header.split(separator: ";").first ?? "").filter { $0 != " " }.lowercased()
    }

    private static func checkSize(_ bytes: [UInt8]) throws {
        guard bytes.count <= SandboxLimits.requestBody else {
            throw StatusError(
                code: 413, reason: "RequestEntityTooLarge",
                message: "Request entity too large: limit is \(SandboxLimits.requestBody)")
        }
    }
}

/// The body of a PATCH request.
struct Patch: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case json = "application/json-patch+json"
        case merge = "application/merge-patch+json"
        case strategic = "application/strategic-merge-patch+json"
        case apply = "application/apply-patch+yaml"
    }

    var kind: Kind
    var value: Value

    init(_ request: APIRequest) throws {
        guard let kind = Kind(rawValue: Body.contentType(request)) else {
            throw StatusError.unsupportedMediaType(Kind.allCases.map(\.rawValue))
        }
        self.kind = kind
        // YAML holds JSON, but JSON is read faster and kept exact.
        let isJSON = request.body.first { ![9, 10, 13, 32].contains($0) } == UInt8(ascii: "{")
        value = try kind == .apply && !isJSON ? Body.yaml(request.body) : Body.json(request.body)
    }
}

/// How to delete, from the body or else the query.
struct DeleteOptions: Sendable {
    enum Propagation: String, Sendable {
        case background = "Background"
        case foreground = "Foreground"
        case orphan = "Orphan"
    }

    var propagation: Propagation?
    var gracePeriod: Int64?
    var uid: String?
    var resourceVersion: String?
    var isDryRun = false

    init() {}

    init(_ request: APIRequest) throws {
        let body = request.body.isEmpty ? Value.object([:]) : try Body.object(request)
        let isOptions = body.kind.isEmpty || body.kind == "DeleteOptions"
        guard isOptions else {
            throw StatusError.badRequest(
                "\(body.kind) in version \"\(body.apiVersion)\" cannot be handled as DeleteOptions")
        }
        if let text = body["propagationPolicy"]?.string ?? request.parameter("propagationPolicy") {
            guard let value = Propagation(rawValue: text) else {
                throw StatusError.invalidOptions(
                    "DeleteOptions",
                    .notSupported(
                        "propagationPolicy", .string(text), ["Foreground", "Background", "Orphan", "nil"]))
            }
            propagation = value
        }
        if body["orphanDependents"]?.bool == true { propagation = .orphan }
        gracePeriod = body["gracePeriodSeconds"]?.integer ?? request.parameter("gracePeriodSeconds").flatMap(Int64.init)
        uid = body[at: "preconditions", "uid"]?.string
        resourceVersion = body[at: "preconditions", "resourceVersion"]?.string
        isDryRun = try request.isDryRun() || body["dryRun"]?.array?.contains("All") == true
    }
}
