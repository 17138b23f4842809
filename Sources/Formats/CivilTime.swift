/// A date and a time of day in UTC.
public struct CivilTime: Sendable, Hashable {
    public let year: Int
    /// From 1.
    public let month: Int
    /// From 1.
    public let day: Int
    public let hour: Int
    public let minute: Int
    public let second: Int
    /// From 0, a Sunday.
    public let dayOfWeek: Int
    /// From 0.
    public var dayOfYear: Int { Int(CivilDate.day(year, month, day) - CivilDate.day(year, 1, 1)) }

    public init(secondsSince1970 seconds: Int64) {
        let days = seconds.flooredDivision(by: 86_400)
        let rest = Int(seconds - days * 86_400)
        (year, month, day) = CivilDate.date(ofDay: days)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        dayOfWeek = CivilDate.weekday(ofDay: days)
    }

    /// RFC 3339, such as `2026-11-21T03:15:06Z`.
    public var text: String { text(fraction: "") }

    /// The same with six digits of fraction, as leases, events and Helm's records want it.
    public func text(microseconds: Int) -> String { text(fraction: "." + padded(microseconds, 6)) }

    private func text(fraction: String) -> String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(hour, 2)):\(padded(minute, 2)):"
            + "\(padded(second, 2))\(fraction)Z"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
