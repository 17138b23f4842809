import Formats

/// The value of an `Authorization: Basic` header (RFC 7617).
enum BasicAuthorization {
    static func header(name: String, password: String) -> String {
        "Basic " + Base64.encode(Array("\(name):\(password)".utf8))
    }
}
