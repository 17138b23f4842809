import GoTemplate
import Testing
import Value

@Suite struct TemplateValueTests {
    @Test func stringsOfValidBytesAreText() {
        #expect(TemplateValue(bytes: Array("grüße".utf8)).text == "grüße")
    }

    @Test func stringsOfOtherBytesKeepThem() {
        let value = TemplateValue(bytes: [0x66, 0xFF, 0x6F])
        #expect(value.stringBytes == [0x66, 0xFF, 0x6F])
        #expect(value.length == 3)
    }

    @Test func aValueTakesTwoWords() {
        #expect(MemoryLayout<TemplateValue>.size <= 16)
    }
}
