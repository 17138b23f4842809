#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A day of the Gregorian calendar, without a time and a time zone.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01.
    public let number: Int64

    public init(number: Int64) { self.number = number }

    /// - Returns: nil for what is not `YYYY-MM-DD`, or a day that there never is.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...12).contains(month), (1...CivilDate.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        number = CivilDate.day(year, month, day)
    }

    /// By this machine's clock, in UTC.
    public static var today: CalendarDay {
        CalendarDay(number: Int64(Date().timeIntervalSince1970).flooredDivision(by: 86_400))
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// `YYYY-MM-DD`.
    public var description: String { String(CivilTime(secondsSince1970: number * 86_400).text.prefix(10)) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
