import Charts
import Testing
import Value

/// Defaults under the user's values. F56: nulls of defaults, globals and subcharts as Helm 4 settles them.
@Suite struct CoalescingTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var defaults: String
        var user: String
        var expected: Value
    }

    private func merged(
        _ defaults: String, _ user: String, subchart: String? = nil
    ) throws -> (values: Object, warnings: [String]) {
        var texts = ["values.yaml": defaults]
        if let subchart {
            texts["charts/sub/Chart.yaml"] = "apiVersion: v2\nname: sub\nversion: 1.0.0"
            texts["charts/sub/values.yaml"] = subchart
        }
        let input = ValuesInput(files: [.init(name: "u", bytes: Array(user.utf8))])
        let rendered = try Renderer().render(
            try ChartText.chart(texts), values: try input.merged(), release: ReleaseIdentity(name: "r", namespace: "n"))
        return (rendered.mergedValues, rendered.warnings)
    }

    @Test(arguments: [
        Case(description: "the user wins", defaults: "a: x\nb: w", user: "a: z", expected: ["a": "z", "b": "w"]),
        Case(
            description: "objects merge", defaults: "a: {b: x, c: {d: w}}", user: "a: {c: {e: z}}",
            expected: ["a": ["b": "x", "c": ["d": "w", "e": "z"]]]),
        Case(description: "lists are replaced", defaults: "a: [x, w]", user: "a: [z]", expected: ["a": ["z"]]),
        Case(description: "a null deletes", defaults: "a: x\nb: w", user: "a: null", expected: ["b": "w"]),
        Case(
            description: "a null deletes inside", defaults: "a: {b: x, c: w}", user: "a: {b: null}",
            expected: ["a": ["c": "w"]]),
        Case(description: "a null deletes an object", defaults: "a: {b: x}", user: "a: null", expected: [:]),
        Case(
            description: "a null of nothing stays", defaults: "b: w", user: "a: null", expected: ["a": .null, "b": "w"]),
        Case(
            description: "a null of nothing inside stays", defaults: "a: {b: x}", user: "a: {c: null}",
            expected: ["a": ["b": "x", "c": .null]]),
        Case(
            description: "F56 nulls among defaults vanish", defaults: "a: null\nb: {c: null, d: {e: null}}", user: "",
            expected: ["b": ["d": [:]]]),
        Case(
            description: "F56 a default null does not delete", defaults: "a: {b: null}", user: "a: {b: x}",
            expected: ["a": ["b": "x"]]),
        Case(
            description: "nulls in lists stay", defaults: "a: [null, {b: null}]", user: "",
            expected: ["a": [.null, ["b": .null]]]),
        Case(
            description: "a scalar replaces an object", defaults: "a: {b: x}", user: "a: w", expected: ["a": "w"]),
        Case(
            description: "an object replaces a scalar", defaults: "a: w", user: "a: {b: x}",
            expected: ["a": ["b": "x"]]),
        Case(
            description: "an empty object merges", defaults: "a: {b: x}", user: "a: {}", expected: ["a": ["b": "x"]]),
    ])
    func valuesOfOneChart(test: Case) throws {
        #expect(Value.object(try merged(test.defaults, test.user).values) == test.expected)
    }

    @Test(arguments: [
        Case(
            description: "the parent's defaults win", defaults: "sub: {a: parent}", user: "",
            expected: ["a": "parent", "b": "child", "global": [:]]),
        Case(
            description: "the user wins over both", defaults: "sub: {a: parent}", user: "sub: {a: user, b: user}",
            expected: ["a": "user", "b": "user", "global": [:]]),
        Case(
            description: "globals flow down", defaults: "global: {g: x}", user: "global: {h: w}",
            expected: ["a": "child", "b": "child", "global": ["g": "x", "h": "w"]]),
        Case(
            description: "the parent's globals win", defaults: "global: {g: {x: parent}}",
            user: "sub: {global: {g: {x: child, w: child}}}",
            expected: ["a": "child", "b": "child", "global": ["g": ["x": "parent", "w": "child"]]]),
        Case(
            description: "F56 the user's null deletes a subchart's default", defaults: "", user: "sub: {a: null}",
            expected: ["b": "child", "global": [:]]),
        Case(
            description: "F56 the parent's null deletes a subchart's default", defaults: "sub: {a: null}", user: "x: w",
            expected: ["a": "child", "b": "child", "global": [:]]),
    ])
    func valuesOfASubchart(test: Case) throws {
        let values = try merged(test.defaults, test.user, subchart: "a: child\nb: child").values
        #expect(values["sub"] == test.expected)
    }

    @Test func aSubchartsValuesMustBeAnObject() throws {
        do {
            _ = try merged("", "sub: text", subchart: "a: 1")
            Issue.record("merged")
        } catch let error as RenderError {
            #expect(error.reason.contains("type mismatch on sub"))
        }
    }

    @Test func misfitsAreWarnedOf() throws {
        #expect(try merged("a: {b: 1}", "a: {b: {c: 1}}").warnings.contains { $0.contains("a.b") })
        #expect(try merged("a: {b: {c: 1}}", "a: {b: 1}").warnings.contains { $0.contains("a.b") })
        #expect(try merged("a: 1", "a: {b: 1}").warnings.contains { $0.contains("app.a: Not a table.") })
        #expect(try merged("global: text", "", subchart: "").warnings.contains { $0.contains("global is not a table") })
    }

    @Test func subchartsSeeTheSameMapAsTheirParent() throws {
        let text = try ChartText.text(
            "seen: {{ .Values.sub.added }}",
            others: [
                "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0",
                // Deeper templates run first.
                "charts/sub/templates/a.yaml": "{{ $_ := set .Values \"added\" \"yes\" }}",
            ])
        #expect(text == "seen: yes")
    }
}
