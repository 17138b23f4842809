import Repositories
import Testing

/// What users write for a chart, as Helm reads it.
@Suite struct ChartSourceTests {
    @Test(arguments: [
        ("repo/chart", ChartSource.named(repository: "repo", chart: "chart")),
        ("repo/a/b", .named(repository: "repo", chart: "a/b")),
        ("https://h.test/a.tgz", .archive(url: "https://h.test/a.tgz")),
        ("oci://h.test/a", .oci(reference: "oci://h.test/a")),
    ])
    func readsAnArgument(_ argument: String, _ expected: ChartSource) throws {
        #expect(try ChartSource(argument: argument, repository: "", version: "") == expected)
    }

    @Test func readsAnArgumentWithRepositoryAndVersion() throws {
        #expect(
            try ChartSource(argument: "a", repository: "https://h.test", version: "~1")
                == .repository(url: "https://h.test", chart: "a", version: "~1"))
        for text in ["chart", "", "./chart", "/x", "a/"] {
            #expect(throws: RepositoryError.self) { try ChartSource(argument: text) }
        }
    }

    /// What exists on this machine wins over a repository of the same name, as it does with Helm.
    @Test(arguments: [
        ("web", nil, ["/home/web"], ChartSource.path("/home/web", shownAs: "web")),
        (" ./web ", nil, ["/home/./web"], .path("/home/./web", shownAs: "./web")),
        ("mine/web", nil, ["/home/mine/web"], .path("/home/mine/web", shownAs: "mine/web")),
        ("mine/web", nil, [], .named(repository: "mine", chart: "web", version: "1")),
        ("/srv/web.tgz", nil, ["/srv/web.tgz"], .path("/srv/web.tgz", shownAs: "/srv/web.tgz")),
        ("https://a.test/web.tgz", nil, [], .archive(url: "https://a.test/web.tgz")),
        ("oci://a.test/web", nil, [], .oci(reference: "oci://a.test/web", version: "1")),
        ("web", "https://a.test", ["/home/web"], .repository(url: "https://a.test", chart: "web", version: "1")),
    ])
    func looksOnThisMachineFirst(
        _ argument: String, _ repository: String?, _ files: [String], _ expected: ChartSource
    ) throws {
        let source = try ChartSource(
            argument: argument, repository: repository, version: "1", currentFolder: "/home", exists: files.contains)
        #expect(source == expected)
    }

    @Test(arguments: [
        ("./web", "path \"./web\" not found", "a relative path starts at /home"),
        ("/srv/web.tgz", "path \"/srv/web.tgz\" not found", "give a folder with a Chart.yaml"),
        ("web", "\"web\" names no chart", "REPOSITORY/CHART"), ("", "\"\" names no chart", "give a folder"),
    ])
    func saysWhatIsNoChartAndWhatToGive(_ argument: String, _ message: String, _ hint: String) throws {
        let error = #expect(throws: RepositoryError.self) {
            try ChartSource(argument: argument, currentFolder: "/home", exists: { _ in false })
        }
        #expect(error?.message == message)
        #expect(error?.hint?.contains(hint) == true)
    }
}
