import Testing

@testable import Repositories

@Suite struct WebAddressTests {
    /// Expected values are those of Helm's `ResolveReferenceURL`, where it gives any.
    @Test(arguments: [
        ("https://h.test/charts", "a.tgz", "https://h.test/charts/a.tgz"),
        ("https://h.test/charts/", "a.tgz", "https://h.test/charts/a.tgz"),
        ("https://h.test", "a.tgz", "https://h.test/a.tgz"),
        ("https://h.test/charts", "../a.tgz", "https://h.test/a.tgz"),
        ("https://h.test/charts", "../../../a.tgz", "https://h.test/a.tgz"),
        ("https://h.test/charts", "./b/./a.tgz", "https://h.test/charts/b/a.tgz"),
        ("https://h.test/charts", "/a.tgz", "https://h.test/a.tgz"),
        ("https://h.test/charts", "//other.test/a.tgz", "https://other.test/a.tgz"),
        ("https://h.test/charts", "http://other.test/a.tgz", "http://other.test/a.tgz"),
        ("https://h.test/charts", "oci://r.test/a:1.0.0", "oci://r.test/a:1.0.0"),
        ("https://h.test/charts?sig=s", "a.tgz", "https://h.test/charts/a.tgz?sig=s"),
        ("https://h.test/charts", "a.tgz?x=1#y", "https://h.test/charts/a.tgz"),
        ("https://u:p%40@h.test/charts", "a.tgz", "https://u:p%40@h.test/charts/a.tgz"),
    ])
    func resolvesAsHelm(_ base: String, _ reference: String, _ expected: String) throws {
        #expect(try WebAddress(base).resolving(reference) == expected)
    }

    @Test(arguments: [
        ("https://H.Test:8443/x", "https://h.test:8443"), ("http://h.test/x", "http://h.test:80"),
        ("https://u:p@h.test", "https://h.test:443"), ("http://[::1]:80/", "http://[::1]:80"),
    ])
    func namesTheOrigin(_ text: String, _ origin: String) throws { #expect(try WebAddress(text).origin == origin) }

    @Test func noTextHoldsSecrets() throws {
        let address = try WebAddress("https://name:hunter2@h.test/a b?token=hunter2#hunter2")
        #expect(address.display == "https://h.test/a%20b")
        #expect(address.text == "https://h.test/a%20b?token=hunter2")
        #expect(address.user == .basic(name: "name", password: "hunter2"))
        #expect(!"\(String(reflecting: address.user)) \(String(describing: address.user))".contains("hunter2"))
        var dumped = ""
        dump(address.user, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test(arguments: [
        "", "charts", "/charts", "file:///etc/passwd", "ftp://h.test/x", "https:///x", "https://h.test:port/",
        "https://h t/", "https://a:hunter2@/", "javascript:alert(1)", "s3://bucket/hunter2?x", "https://h.test:123456/",
    ])
    func refusesOthers(_ text: String) {
        let error = #expect(throws: RepositoryError.self) { try WebAddress(text) }
        #expect(error?.code == .invalidReference)
        #expect(error?.description.contains("a:hunter2") == false)
    }
}
