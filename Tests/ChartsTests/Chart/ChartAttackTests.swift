import Archive
import Charts
import Testing
import Value

/// The attacks on Helm that became CVEs, as far as they go through charts.
@Suite struct ChartAttackTests {
    private func loadError(_ entries: [ArchiveEntry]) throws -> ChartError? {
        let bytes = try TarGzip.write(entries)
        do throws(ChartError) {
            _ = try Chart.load(archive: bytes)
            return nil
        } catch { return error }
    }

    private static let metadata = ArchiveEntry(
        path: "a/Chart.yaml", bytes: Array("apiVersion: v2\nname: a\nversion: 1.0.0".utf8))

    @Test(arguments: [
        ("a//etc/passwd", "chart illegally contains absolute paths"),
        ("a/../../etc/passwd", "chart illegally references parent directory"),
        ("a/b/../../x", "chart illegally references parent directory"),
        ("a/..", "chart illegally references parent directory"),
        ("plain", "chart illegally contains content outside the base directory: \"plain\""),
        ("a\\..\\..\\x", "chart illegally references parent directory"),
        ("a/c:/windows", "chart contains illegally named files"),
        ("a\\C:\\windows", "chart contains illegally named files"),
        ("Chart.yaml/x", "chart yaml not in base directory"),
        ("/a/x", ""),
    ])
    func cve2019_1000008_namesThatLeaveTheChartAreRefused(path: String, reason: String) throws {
        let error = try loadError([Self.metadata, ArchiveEntry(path: path, bytes: [1])])
        #expect(error?.message ?? "" == reason)
    }

    @Test(arguments: [".", "..", "../up", "a/b", "/abs", "a\\b", "up/.."])
    func cve2024_25620_cve2026_35206_aNameIsOnePathPart(name: String) throws {
        let error = try #require(ChartText.loadError(["Chart.yaml": "apiVersion: v2\nname: '\(name)'\nversion: 1.0.0"]))
        #expect(error.code == .badMetadata)
        #expect(error.message.contains("chart.metadata.name"))
    }

    @Test(arguments: [
        ("maintainers: [null]", "maintainers must not contain empty or null nodes"),
        ("dependencies: [null]", "dependencies must not contain empty or null nodes"),
    ])
    func cve2025_55198_nullsAreErrorsAndNoCrash(line: String, reason: String) throws {
        let error = try #require(
            ChartText.loadError(["Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n\(line)"]))
        #expect(error.message.contains(reason))
    }

    @Test(arguments: ["[null]", "null", "[1]", "[{}]", "[{child: null, parent: null}]", "[{child: 1}]", "[[x]]"])
    func cve2025_55198_importValuesOfAnyShapeAreTaken(imports: String) throws {
        let chart = try ChartText.chart([
            "Chart.yaml": """
            apiVersion: v2
            name: a
            version: 1.0.0
            dependencies: [{name: b, version: "*", import-values: \(imports)}]
            """,
            "charts/b/Chart.yaml": "apiVersion: v2\nname: b\nversion: 1.0.0",
        ])
        _ = try Renderer().render(chart, values: [:], release: ReleaseIdentity(name: "r", namespace: "n"))
    }

    @Test(arguments: [
        "file:///dev/zero", "file:///etc/passwd", "/dev/zero", "../../etc/passwd", "http://localhost:1/x",
        "https://example.com/s.json", "ftp://x/y", "//host/share",
    ])
    func cve2025_55199_referencesOutsideTheSchemaAreNotFollowed(reference: String) throws {
        let error = try #require(
            try ChartText.renderError("a: b", others: ["values.schema.json": "{\"$ref\": \"\(reference)\"}"]))
        #expect(error.code == .badValues)
        #expect(error.reason.contains("are not followed"))
    }

    @Test func cve2025_32387_deepSchemasEnd() throws {
        let deep = String(repeating: "{\"not\":", count: 5_000) + "true" + String(repeating: "}", count: 5_000)
        let error = try #require(try ChartText.renderError("a: b", others: ["values.schema.json": deep]))
        #expect(error.code == .badValues)
    }

    @Test func cve2025_32387_schemasThatReferToThemselvesEnd() throws {
        let texts = ["{\"$ref\": \"#\"}", "{\"allOf\": [{\"$ref\": \"#/allOf/0\"}]}", "{\"not\": {\"$ref\": \"#\"}}"]
        for text in texts {
            let error = try ChartText.renderError("a: b", others: ["values.schema.json": text])
            #expect(text.contains("not") || error?.code == .badValues)
        }
    }

    @Test func cve2025_32387_exponentialSchemasEnd() throws {
        var definitions: [String] = []
        for index in 0..<40 {
            let next = "{\"$ref\": \"#/$defs/d\(index + 1)\"}"
            definitions.append("\"d\(index)\": {\"allOf\": [\(next), \(next)]}")
        }
        definitions.append("\"d40\": true")
        let schema = "{\"$ref\": \"#/$defs/d0\", \"$defs\": {\(definitions.joined(separator: ","))}}"
        var limited = try ChartText.chart(["values.schema.json": schema])
        limited.values = [:]
        #expect(throws: RenderError.self) {
            try Renderer().render(limited, values: [:], release: ReleaseIdentity(name: "r", namespace: "n"))
        }
    }

    @Test func cve2025_32387_deepValuesEnd() {
        let deep = String(repeating: "[", count: 50_000)
        #expect(ChartText.loadError(["values.yaml": "a: \(deep)"]) != nil)
        #expect(ChartText.loadError(["Chart.yaml": "name: \(deep)"]) != nil)
    }

    @Test func cve2022_23524_cve2022_36055_hugeIndexesAreRefused() throws {
        for text in ["a[99999999]=1", "a[65537]=1", "a[0][99999999]=x", "a[9223372036854775807]=1"] {
            #expect(throws: ChartError.self) { try ValuesInput(set: [text]).merged() }
        }
        let values = try ValuesInput(set: ["a[65536]=1"]).merged()
        #expect(values["a"]?.array?.count == 65_537)
    }

    @Test(arguments: ["a[-1]=1", "a[x]=1", "a[", "a[0", "a[0]x=1", "a[0]]=1", ".=1", "=", "[0]=1", "a..b=1", "a.[0]=1"])
    func cve2022_23524_brokenFlagsAreErrorsOrNothing(text: String) throws {
        for input in [ValuesInput(set: [text]), ValuesInput(setJSON: [text]), ValuesInput(setLiteral: [text])] {
            do { _ = try input.merged() } catch { #expect(!error.message.isEmpty) }
        }
    }

    @Test func cve2022_23525_schemasOfOddShapesAreErrors() throws {
        for text in ["null", "[]", "1", "\"x\"", "{\"properties\": 1}", "{\"type\": {}}", "{", "", "{\"enum\": 2}"] {
            let error = try ChartText.renderError("a: b", others: ["values.schema.json": text])
            #expect(error?.code == .badValues, "\(text)")
        }
    }

    @Test func cve2021_21303_textsOfTheMetadataCarryNoEscapes() throws {
        let chart = try ChartText.chart([
            "Chart.yaml":
                "apiVersion: v2\nname: a\nversion: 1.0.0\ndescription: \"x\\e[31m\\u202Ey\\nz\"\nhome: \"\\x07h\""
        ])
        #expect(chart.metadata.description == "x[31my z")
        #expect(chart.metadata.home == "h")
    }

    @Test func cve2023_25165_namesAreNotResolvedWhileRendering() throws {
        #expect(try ChartText.text("a: \"{{ getHostByName \"localhost\" }}\"") == "a: \"\"")
    }

    @Test func cve2025_32386_anArchiveThatUnpacksTooFarIsRefused() throws {
        let zeros = [UInt8](repeating: 0, count: (5 << 20) + 1)
        let error = try #require(try loadError([Self.metadata, ArchiveEntry(path: "a/big", bytes: zeros)]))
        #expect(error.code == .badArchive)
        #expect(error.message.contains("maximum file size 5242880"))
    }

    @Test func anArchiveThatIsNoneSaysSo() {
        do throws(ChartError) {
            _ = try Chart.load(archive: Array("a: 1".utf8), name: "values.yaml")
            Issue.record("loaded")
        } catch {
            #expect(error.message == "file 'values.yaml' seems to be a YAML file, but expected a gzipped archive")
        }
    }

    @Test func anEmptyArchiveIsNoChart() throws {
        #expect(try loadError([])?.message == "no files in chart archive")
        #expect(try loadError([ArchiveEntry(path: "a", kind: .directory)])?.message == "no files in chart archive")
    }

    /// Each archive within is small for itself; together they would fill the memory.
    @Test func archivesWithinShareOneAllowance() throws {
        var filling = [UInt8](repeating: 0, count: 5 << 20)
        // Not so regular that each by itself looks like a bomb.
        for index in stride(from: 0, to: filling.count, by: 256) {
            filling[index] = UInt8(truncatingIfNeeded: (index &* 2_654_435_761) >> 16)
        }
        let inner = try TarGzip.write(
            [Self.metadata] + (0..<19).map { ArchiveEntry(path: "a/\($0)", bytes: filling) })
        let error = try loadError(
            [Self.metadata] + (0..<3).map { ArchiveEntry(path: "a/charts/s\($0).tgz", bytes: inner) })
        #expect(error?.code == .badArchive)
        #expect(error?.message.contains("larger than the maximum size") == true)
    }
}
