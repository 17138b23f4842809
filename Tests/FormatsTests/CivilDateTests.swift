import Formats
import Testing

@Suite struct CivilDateTests {
    @Test(arguments: [
        (1970, 1, 1, Int64(0)), (2000, 2, 29, 11_016), (2000, 3, 1, 11_017), (1969, 12, 31, -1), (1, 1, 1, -719_162),
        (2100, 2, 28, 47_540),
        (1600, 2, 29, -135_081), (9999, 12, 31, 2_932_896), (-1, 12, 31, -719_529),
    ])
    func daysAndDatesConvert(_ year: Int, _ month: Int, _ day: Int, _ number: Int64) {
        #expect(CivilDate.day(year, month, day) == number)
        #expect(CivilDate.date(ofDay: number) == (year, month, day))
    }

    @Test func everyDayOfFourCenturiesConverts() {
        for number in stride(from: Int64(-200_000), to: 200_000, by: 37) {
            let (year, month, day) = CivilDate.date(ofDay: number)
            #expect(CivilDate.day(year, month, day) == number)
        }
        #expect(CivilDate.weekday(ofDay: 0) == 4)
        #expect(CivilDate.weekday(ofDay: -1) == 3)
    }

    @Test(arguments: [
        (2000, 2, 29), (1900, 2, 28), (2024, 2, 29), (2023, 2, 28), (2023, 4, 30), (2023, 12, 31), (2023, 11, 30),
    ])
    func monthsEnd(_ year: Int, _ month: Int, _ days: Int) {
        #expect(CivilDate.days(inMonth: month, of: year) == days)
        #expect(CivilDate.isLeap(year) == (CivilDate.day(year + 1, 1, 1) - CivilDate.day(year, 1, 1) == 366))
    }

    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z", 4, 0), (-1, "1969-12-31T23:59:59Z", 3, 364),
        (951_782_399, "2000-02-28T23:59:59Z", 1, 58), (951_782_400, "2000-02-29T00:00:00Z", 2, 59),
        (1_763_694_906, "2025-11-21T03:15:06Z", 5, 324), (253_402_300_799, "9999-12-31T23:59:59Z", 5, 364),
        (-62_135_596_800, "0001-01-01T00:00:00Z", 1, 0),
    ])
    func secondsHaveADateAndATime(_ seconds: Int64, _ text: String, _ dayOfWeek: Int, _ dayOfYear: Int) {
        let time = CivilTime(secondsSince1970: seconds)
        #expect(time.text == text)
        #expect(time.dayOfWeek == dayOfWeek)
        #expect(time.dayOfYear == dayOfYear)
        #expect(time.text(microseconds: 1200) == text.dropLast() + ".001200Z")
    }

    @Test(arguments: [(Int64(7), Int64(2), Int64(3)), (-7, 2, -4), (-8, 2, -4), (0, 5, 0), (-1, 86_400, -1)])
    func divisionRoundsDown(_ value: Int64, _ divisor: Int64, _ quotient: Int64) {
        #expect(value.flooredDivision(by: divisor) == quotient)
    }
}
