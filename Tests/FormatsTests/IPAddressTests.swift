import Formats
import Testing

@Suite struct IPAddressTests {
    private static let one: [UInt8] = Array(repeating: 0, count: 15) + [1]

    @Test(
        arguments: [
            ("10.0.0.1", [10, 0, 0, 1]), ("::1", one), ("fe80::1%eth0", [0xFE, 0x80] + one.dropFirst(2)),
            ("::ffff:10.0.0.1", [10, 0, 0, 1]), ("1.2.3", nil), ("1.2.3.4%eth0", nil), ("host", nil), ("", nil),
        ] as [(String, [UInt8]?)])
    func addressesAreRead(_ text: String, _ expected: [UInt8]?) { #expect(IPAddress(text)?.shortBytes == expected) }

    @Test func anAddressEqualsItsMappedForm() throws {
        let (short, mapped) = (try #require(IPAddress("127.0.0.1")), try #require(IPAddress("::ffff:127.0.0.1")))
        #expect(short == mapped)
        #expect(short.isLoopback && mapped.isLoopback && mapped.isIPv4)
        #expect(!short.isIPv6 && mapped.isIPv6)
        #expect(IPAddress("::1")?.isLoopback == true)
        #expect(IPAddress("10.0.0.1")?.isLoopback == false)
    }
}
