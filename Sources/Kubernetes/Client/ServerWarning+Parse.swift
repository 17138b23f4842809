import HTTP

extension ServerWarning {
    /// The texts of `Warning: 299 - "text"` headers (RFC 7234, 5.5); other codes do not come from API servers.
    static func texts(in headers: HTTPHeaders) -> [String] {
        headers.all("Warning").compactMap(text(of:))
    }

    private static func text(of header: String) -> String? {
        guard header.hasPrefix("299 "), let open = header.firstIndex(of: "\"") else { return nil }
        var text = ""
        var rest = header[header.index(after: open)...]
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let escaped = rest.popFirst() {
                text.append(escaped)
            } else {
                text.append(character)
            }
        }
        return text
    }
}
