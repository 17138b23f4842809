import FoundationEssentials

/// ASCII armour (RFC 9580, section 6.2): base64 between two lines, with headers and a checksum that is optional.
enum PGPArmor {
    /// The bytes of the first block of that type, such as `PGP SIGNATURE`; nil when the text has none.
    static func decode(_ text: String, type: String) throws(ProvenanceError) -> [UInt8]? {
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }[...]
        guard let start = lines.firstIndex(where: { trimmed($0) == "-----BEGIN \(type)-----" }) else { return nil }
        lines = lines[(start + 1)...]
        guard let end = lines.firstIndex(where: { trimmed($0) == "-----END \(type)-----" }) else {
            throw .malformed("the \(type) block does not end")
        }
        lines = lines[..<end]
        // Headers, if any, stand before an empty line.
        if let empty = lines.firstIndex(where: { trimmed($0).isEmpty }),
            lines[..<empty].allSatisfy({ $0.contains(": ") })
        {
            lines = lines[(empty + 1)...]
        }
        let body = lines.map(trimmed).filter { !$0.isEmpty && !$0.hasPrefix("=") }.joined()
        guard let data = Data(base64Encoded: body) else { throw .malformed("the \(type) block is not base64") }
        return Array(data)
    }

    private static func trimmed(_ line: Substring) -> String {
        String(line.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
    }
}
