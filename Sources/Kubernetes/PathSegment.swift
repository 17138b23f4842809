/// Text that becomes one segment of a request's path, or one item of its query.
enum PathSegment {
    /// Percent-encodes `text`, after the rules of the API server's own `IsValidPathSegmentName`.
    static func encoded(_ text: String, as what: String) throws(KubernetesError) -> String {
        guard !text.isEmpty else { throw KubernetesError(.invalidRequest, "\(what) is empty") }
        guard text != ".", text != "..", !text.utf8.contains(where: { $0 == 0x2F || $0 == 0x25 || $0 < 0x20 }) else {
            throw KubernetesError(.invalidRequest, "\(what) \(quoted(text)) cannot be part of a path")
        }
        return percentEncoded(text)
    }

    /// Keeps RFC 3986's unreserved characters, and `:` which names of RBAC objects hold.
    static func percentEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + hexadecimal(byte)
            }
        }
        return encoded
    }

    static func query(_ items: [(String, String)]) -> String {
        items.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}

/// `text` in double quotes, with control characters written as escapes so that it stays on its line.
func quoted(_ text: some StringProtocol) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\" + String(scalar)
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
