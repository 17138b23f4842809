import HTTP
import Value

/// What the API server core answers.
enum APIResponse: Sendable {
    case value(status: Int, Value, warnings: [String] = [])
    case bytes(status: Int, contentType: String, [UInt8])
    /// Further objects as they change, one JSON document a line.
    case watch(Watch)

    static func ok(_ value: Value) -> APIResponse { .value(status: 200, value) }

    static func text(_ text: String, status: Int = 200) -> APIResponse {
        .bytes(status: status, contentType: "text/plain; charset=utf-8", Array(text.utf8))
    }
}
