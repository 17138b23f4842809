import Kubernetes
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0.0), ("2000-02-29T12:00:00Z", 951_825_600), ("2024-12-31T23:59:60Z", 1_735_689_600),
        ("2026-11-21T03:11:39.5+02:00", 1_795_223_499.5), ("1969-12-31T23:59:59Z", -1),
        ("2024-03-01T00:00:00-00:30", 1_709_253_000),
    ])
    func timesAreRead(_ text: String, _ seconds: Double) throws {
        #expect(try #require(Timestamp(text)).secondsSince1970 == seconds)
    }

    @Test(arguments: [
        "", "now", "2024-01-01", "2024-01-01T00:00:00", "2024-13-01T00:00:00Z", "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx", "2024-01-01T00:00:00+1", "2024-01-01T00:00:00+01:99",
    ])
    func otherTextIsNot(_ text: String) {
        #expect(Timestamp(text) == nil)
    }
}
