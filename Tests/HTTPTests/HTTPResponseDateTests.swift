import HTTP
import Testing

@Suite struct HTTPResponseDateTests {
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("1994-11-06T08:49:37Z", nil), ("", nil),
        ] as [(String, Int64?)])
    func aDateIsSecondsSince1970(_ text: String, _ seconds: Int64?) {
        #expect(HTTPResponse(status: 200, headers: ["date": text]).date == seconds)
    }

    @Test func anAnswerMayHaveNoDate() { #expect(HTTPResponse(status: 200).date == nil) }
}
