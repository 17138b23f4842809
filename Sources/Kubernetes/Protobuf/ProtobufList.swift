public import HTTP

/// What a list says of itself.
public struct ListMetadata: Sendable, Hashable {
    /// Where a watch goes on from.
    public var resourceVersion = ""
    /// Nil where the list is complete.
    public var continueToken: String?

    public init(resourceVersion: String = "", continueToken: String? = nil) {
        self.resourceVersion = resourceVersion
        self.continueToken = continueToken
    }

    /// `ListMeta`: resourceVersion 2, continue 3.
    init(_ message: ProtobufMessage) throws(ProtobufError) {
        var message = message
        while let field = try message.next() {
            switch field.number {
            case 2: resourceVersion = try field.text()
            case 3:
                let token = try field.text()
                continueToken = token.isEmpty ? nil : token
            default: break
            }
        }
    }
}

/// Lists in the protobuf that API servers write of their built-in types, a fraction of the same lists' JSON.
public enum ProtobufList {
    public static let mediaType = "application/vnd.kubernetes.protobuf"
    /// For an `Accept` header: protobuf where the server has it, JSON elsewhere.
    public static let accept = "\(mediaType), application/json"

    /// Whether the server has answered in protobuf.
    public static func isAnswered(by response: HTTPResponse) -> Bool {
        let type = response.headers["Content-Type"]?.prefix { $0 != ";" && $0 != " " } ?? ""
        return type.lowercased() == mediaType
    }

    /// Reads a list object by object while it arrives: memory does not grow with the list.
    ///
    /// - Parameters:
    ///   - type: of the objects.
    ///   - item: called with each object in turn; what it throws ends the list.
    /// - Throws: what the body throws, what `item` throws, and `ProtobufError` for bytes that are no such list or not all of
    ///   it: then the objects that came before are worth nothing.
    public static func read(
        _ body: HTTPBody, of type: ResourceType, _ item: (ProtobufMessage) throws -> Void
    ) async throws -> ListMetadata {
        var machine = ProtobufListMachine(kind: "\(type.kind)List")
        for try await chunk in body { try machine.take(chunk[...], item) }
        return try machine.finished()
    }
}
