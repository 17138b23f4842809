import Formats
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [
        (Duration.seconds(90), "90 s"), (.milliseconds(1500), "1.5 s"), (.milliseconds(40), "40 ms"),
        (.seconds(1800), "1800 s"), (.milliseconds(1050), "1050 ms"), (.milliseconds(1000), "1 s"), (.zero, "0 s"),
        (.milliseconds(12_300), "12.3 s"), (.milliseconds(400), "400 ms"),
    ])
    func limitsReadAsTheyWereGiven(duration: Duration, text: String) { #expect(duration.limitText == text) }

    @Test(arguments: [
        (Duration.milliseconds(40), "0.0 s"), (.milliseconds(1250), "1.3 s"), (.milliseconds(9960), "10.0 s"),
        (.seconds(10), "10 s"), (.milliseconds(59_700), "1 min 0 s"), (.seconds(185), "3 min 5 s"),
    ])
    func whatSomethingTookReadsWell(duration: Duration, text: String) { #expect(duration.elapsedText == text) }

    @Test(arguments: [
        (Duration.milliseconds(4900), "4s", "4.900"), (.milliseconds(123_045), "2m03s", "123.045"),
        (.zero, "0s", "0.000"),
    ])
    func countersAndDecimals(duration: Duration, clock: String, decimal: String) {
        #expect(duration.clockText == clock)
        #expect(duration.decimalText == decimal)
    }

    @Test func unitsConvert() {
        #expect(Duration.microseconds(1_999_999).inMilliseconds == 1999)
        #expect(Duration.milliseconds(2500).inSeconds == 2.5)
    }
}
