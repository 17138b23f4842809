import Formats

/// What a `caBundle` holds, as the API server reads it: of all that is in it, one certificate is enough.
enum CertificateBundle: Equatable {
    case given
    case missing
    /// With why no certificate can be read in it.
    case unusable(String)

    init(_ text: String) {
        guard let bytes = Base64.decode(text) else {
            self = .unusable("it is not base64")
            return
        }
        let pem = String(decoding: bytes, as: UTF8.self)
        // Tools put a blank in its place until they have one.
        guard !pem.allSatisfy(\.isWhitespace) else {
            self = .missing
            return
        }
        let blocks = Self.blocks(of: pem)
        if blocks.isEmpty {
            self = .unusable("it is not a certificate in PEM")
        } else {
            self = blocks.contains(where: Self.isCertificate) ? .given : .unusable("what stands in its PEM is broken")
        }
    }

    /// The base64 of each certificate.
    private static func blocks(of pem: String) -> [String] {
        var blocks: [String] = []
        var block: String?
        for line in pem.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN CERTIFICATE-----") {
                block = ""
            } else if line.hasPrefix("-----END CERTIFICATE-----") {
                if let block { blocks.append(block) }
                block = nil
            } else {
                block?.append(contentsOf: line.filter { !$0.isWhitespace })
            }
        }
        return blocks
    }

    /// Whether it has the outer form of one: a sequence to the end, which begins with the sequence that is signed.
    private static func isCertificate(_ text: String) -> Bool {
        guard let bytes = Base64.decode(text), let whole = sequence(bytes[...]), whole.endIndex == bytes.endIndex else {
            return false
        }
        return sequence(whole) != nil
    }

    /// The content of the sequence at the beginning, in DER.
    private static func sequence(_ der: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard der.count >= 2, der[der.startIndex] == 0x30 else { return nil }
        var start = der.startIndex + 2
        var length = Int(der[der.startIndex + 1])
        if length >= 0x80 {
            let count = length - 0x80
            guard (1...4).contains(count), der.endIndex - start >= count else { return nil }
            length = der[start..<start + count].reduce(0) { $0 << 8 | Int($1) }
            start += count
        }
        guard der.endIndex - start >= length else { return nil }
        return der[start..<start + length]
    }
}
