import Testing

@testable import Formats

@Suite struct CalendarDayTests {
    @Test(arguments: ["1970-01-01", "2026-11-29", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    func aDayIsReadAndWritten(text: String) throws {
        let day = try #require(CalendarDay(text))
        #expect("\(day)" == text)
        #expect(CalendarDay(number: day.number) == day)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-11-29-01", "2026-11-29T00:00:00Z", "26-11-29", "2026-1-29", "2026-11-9",
        "2026-13-01", "2026-00-01", "2026-11-31", "2023-02-29", "1900-02-29", "2026-11-00", "2026/11/29", "+026-11-29",
        "2026-11-2x", " 2026-11-29", "２026-11-29",
    ])
    func whatIsNoDayIsNone(text: String) { #expect(CalendarDay(text) == nil) }

    @Test func daysAreInOrder() throws {
        let days = try ["2025-12-31", "2026-01-01", "2026-01-02", "2026-02-01"].map { try #require(CalendarDay($0)) }
        #expect(days == days.sorted())
        #expect(days[1].number - days[0].number == 1)
        #expect(CalendarDay("1970-01-02")?.number == 1)
    }

    @Test func todayIsAfterThisWasWritten() throws {
        let day = try #require(CalendarDay("2026-01-01"))
        #expect(CalendarDay.today > day)
    }
}
