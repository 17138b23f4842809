/// Names that may come from an archive or a server, judged before they touch a disk.
public enum SafeName {
    /// The longest name that Linux's file systems take.
    public static let longest = 255

    /// One part of a path: not empty, no dots alone, no separator, nothing unprintable.
    public static func isPart(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name != "." && name != ".." && name.utf8.count <= longest
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 < 0x20 || $0 == 0x7f }
    }

    /// The parts of a relative path; nil when it is absolute, empty, or one of its parts is not a name.
    static func parts(of path: String) -> [String]? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return parts.allSatisfy(isPart) ? parts : nil
    }
}
