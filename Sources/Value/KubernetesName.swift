/// The forms that Kubernetes allows for names.
public enum KubernetesName {
    /// Whether `text` is a DNS-1123 label of at most `longest` characters, as names of namespaces and Services are.
    public static func isLabel(_ text: some StringProtocol, longest: Int = 63) -> Bool {
        (1...longest).contains(text.utf8.count)
            && isEnclosed(text) { isLowercaseOrDigit($0) || $0 == 0x2D }
    }

    /// Whether `text` is labels with dots between them, as names of most objects are.
    public static func isSubdomain(_ text: some StringProtocol, longest: Int = 253) -> Bool {
        text.utf8.count <= longest
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isLabel($0, longest: longest) }
    }

    /// Whether `text` may be a label's key: a name, which may stand behind a domain and a slash.
    public static func isLabelKey(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty, isLabelValue(name) else { return false }
        return parts.count == 1 || isSubdomain(parts[0])
    }

    /// Whether `text` may be a label's value, which may be empty.
    public static func isLabelValue(_ text: some StringProtocol) -> Bool {
        guard !text.isEmpty else { return true }
        return text.utf8.count <= 63 && isEnclosed(text) { isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }

    /// Whether all bytes are allowed, and the first and the last are letters or digits.
    private static func isEnclosed(_ text: some StringProtocol, _ isAllowed: (UInt8) -> Bool) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.allSatisfy(isAllowed) && bytes.first.map(isAlphanumeric) == true
            && bytes.last.map(isAlphanumeric) == true
    }

    private static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowercaseOrDigit(byte) || (0x41...0x5A).contains(byte)
    }
}
