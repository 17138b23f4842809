import HTTP
import Value

/// The form in which a client wants objects: whole, as rows, or only their metadata.
enum Rendition: Sendable {
    case whole
    case table
    case metadata

    /// The first form of the `Accept` header that the server knows.
    init(_ request: APIRequest) {
        for part in (request.headers["Accept"] ?? "").split(separator: ",") {
            let words = part.split(separator: ";").map { $0.filter { $0 != " " } }
            guard words.first == "application/json" else { continue }
            let form = words.first { $0.hasPrefix("as=") }
            switch form {
            case "as=Table": self = .table
            case "as=PartialObjectMetadata", "as=PartialObjectMetadataList": self = .metadata
            default: self = .whole
            }
            return
        }
        self = .whole
    }

    static func metadata(of object: Value) -> Value {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"] ?? [:]]
    }

    static func metadata(ofList list: Value) -> Value {
        [
            "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": list["metadata"] ?? [:],
            "items": .array((list["items"]?.array ?? []).map(metadata(of:))),
        ]
    }
}
