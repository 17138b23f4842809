#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The zones of the machine, `Europe/Berlin` for instance.
struct TimeZoneDatabase: Sendable {
    /// Files of the tz database by their names.
    var folder: String
    /// Files of it have a few thousand bytes.
    static let fileSize = 256 * 1024
    private static let nameSize = 64

    static let system = TimeZoneDatabase(folder: "/usr/share/zoneinfo")

    func zone(_ name: String) throws(Fault) -> TimeZoneRules {
        guard Self.isName(name) else {
            throw Fault(
                .invalidArgument,
                "the time zone '\(name.shortened)' is neither 'UTC', an offset such as '+02:00' nor a name such as "
                    + "'Europe/Berlin'")
        }
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
            let hasDatabase = FileManager.default.fileExists(atPath: folder)
            throw Fault(
                .invalidArgument,
                hasDatabase
                    ? "unknown time zone '\(name)'; write a name of the tz database or an offset such as '+02:00'"
                    : "the time zone '\(name)' is not known here: there is no \(folder); write an offset such as "
                        + "'+02:00', or install tzdata")
        }
        guard data.count <= Self.fileSize, let rules = TimeZoneFile.read(Array(data)) else {
            throw Fault(.invalidArgument, "\(folder)/\(name) is not a time zone; write an offset such as '+02:00'")
        }
        return rules
    }

    /// Words with slashes between them: no way out of the folder.
    private static func isName(_ name: String) -> Bool {
        name.utf8.count <= nameSize
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { word in
                word.first.map(Lexer.isLetter) == true
                    && word.allSatisfy { Lexer.isLetter($0) || Lexer.isDigit($0) || $0 == 0x2B || $0 == 0x2D }
            }
    }
}
