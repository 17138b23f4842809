import Testing
import Value

@Suite struct KubernetesNameTests {
    @Test(arguments: [
        ("a", true), ("a-b", true), ("1a", true), ("", false), ("-a", false), ("a-", false), ("A", false),
        ("a.b", false), ("a_b", false), ("ä", false),
    ])
    func labels(text: String, isOne: Bool) { #expect(KubernetesName.isLabel(text) == isOne) }

    @Test func labelsHaveALimit() {
        #expect(KubernetesName.isLabel(String(repeating: "a", count: 63)))
        #expect(!KubernetesName.isLabel(String(repeating: "a", count: 64)))
        #expect(!KubernetesName.isLabel("abc", longest: 2))
    }

    @Test(arguments: [
        ("a", true), ("a.b", true), ("beacons.example.com", true), ("a..b", false), (".a", false), ("a.", false),
        ("a.B", false), ("", false),
    ])
    func subdomains(text: String, isOne: Bool) { #expect(KubernetesName.isSubdomain(text) == isOne) }

    @Test func subdomainsHaveALimit() { #expect(!KubernetesName.isSubdomain("a.bc", longest: 3)) }

    @Test(arguments: [
        ("app", true), ("app.kubernetes.io/name", true), ("A_b.c", true), ("", false), ("/a", false), ("a/", false),
        ("a/b/c", false), ("A/b", false), ("-a", false),
    ])
    func keysOfLabels(text: String, isOne: Bool) { #expect(KubernetesName.isLabelKey(text) == isOne) }

    @Test(arguments: [("", true), ("Web_1.0", true), ("a b", false), ("-", false), ("a/b", false)])
    func valuesOfLabels(text: String, isOne: Bool) { #expect(KubernetesName.isLabelValue(text) == isOne) }
}
