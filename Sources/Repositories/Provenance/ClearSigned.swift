/// A text with its signature below it (RFC 9580, section 7).
struct ClearSigned {
    /// The text, each line ended by a newline.
    let text: String
    /// What the signature is about: lines without white space at their ends, joined as on the network.
    let signedBytes: [UInt8]
    let signature: PGPSignature

    init(_ bytes: [UInt8]) throws(ProvenanceError) {
        let whole = String(decoding: bytes, as: UTF8.self)
        // Unicode's other line breaks belong to lines, and "\r\n" is one character to Swift.
        var lines = whole.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line))
        }[...]
        guard let start = lines.firstIndex(of: "-----BEGIN PGP SIGNED MESSAGE-----"),
            let armor = lines.firstIndex(of: "-----BEGIN PGP SIGNATURE-----"), start < armor
        else { throw ProvenanceError(.malformed, "there is no signed text in it: signature block not found") }
        guard
            let packet = try PGPArmor.decode(lines[armor...].joined(separator: "\n"), type: "PGP SIGNATURE")
        else { throw .malformed("signature block not found") }
        lines = lines[(start + 1)..<armor]
        guard let empty = lines.firstIndex(of: "") else {
            throw .malformed("the signed text has no end of its headers")
        }
        // Any other header would be unsigned text that looks signed.
        guard lines[..<empty].allSatisfy({ $0.hasPrefix("Hash: ") }) else {
            throw .malformed("the signed text has a header other than Hash")
        }
        let content = lines[(empty + 1)...].map { $0.hasPrefix("- ") ? String($0.dropFirst(2)) : $0 }
        text = content.map { $0 + "\n" }.joined()
        signedBytes = Array(
            content.map { line in String(line.reversed().drop { $0 == " " || $0 == "\t" }.reversed()) }
                .joined(separator: "\r\n").utf8)
        let packets = try PGPPackets.read(packet).filter { $0.tag == PGPSignature.tag }
        guard packets.count == 1, let only = packets.first else {
            throw .malformed("the signature block holds \(packets.count) signatures, not one")
        }
        signature = try PGPSignature(only.body)
    }
}
