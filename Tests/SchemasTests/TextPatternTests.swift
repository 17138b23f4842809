import Schemas
import Testing
import Value

/// The patterns take what the readers take; Swift's own expressions judge them here.
@Suite struct TextPatternTests {
    @Test(arguments: [
        "1", "0", "1.5", "1.", ".5", "+1", "-1", "500m", "2k", "3n", "4u", "80Gi", "1Ki", "1E", "1Ei", "1e3", "1E-3",
        "", ".", "Gi", "32GB", "1K", "1 Gi", "1e", "e3", "x1", "1Gi2",
    ])
    func quantities(text: String) throws {
        let expression = try Regex(TextPattern.quantity)
        let isQuantity: Bool
        do {
            _ = try Quantity(text)
            isQuantity = true
        } catch { isQuantity = false }
        #expect((text.wholeMatch(of: expression) != nil) == isQuantity, "\(text)")
    }

    @Test(arguments: [
        ("a", true), ("a-b", true), ("0a", true), ("a.b", false), ("-a", false), ("a-", false), ("A", false),
        ("", false), ("a_b", false),
    ])
    func labels(text: String, isLabel: Bool) throws {
        let expression = try Regex(TextPattern.label)
        #expect((text.wholeMatch(of: expression) != nil) == isLabel)
    }

    @Test(arguments: [
        ("a", true), ("a.b-c.d", true), ("a..b", false), (".a", false), ("a.", false), ("a.-b", false), ("A.b", false),
    ])
    func subdomains(text: String, isSubdomain: Bool) throws {
        let expression = try Regex(TextPattern.subdomain)
        #expect((text.wholeMatch(of: expression) != nil) == isSubdomain)
    }
}
