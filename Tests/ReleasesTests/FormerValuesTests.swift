import Charts
import Testing
import Value

@testable import Releases

/// What becomes of the former values, as Helm's `reuseValues` has it.
@Suite struct FormerValuesTests {
    private func chart(_ values: String) throws -> Chart {
        try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
            ChartFile(path: "values.yaml", text: values),
        ])
    }

    private let former = StoredRelease(body: [
        "config": ["b": "set", "map": ["x": 1]],
        "chart": ["values": ["a": "old", "b": "old", "map": ["x": 0, "y": 0]]],
    ])

    private func merged(
        _ policy: ReleaseOptions.FormerValues, _ given: Object, former: StoredRelease?
    ) throws -> (values: Object, defaults: Object) {
        let merged = policy.merged(given, try chart("a: new\nc: new\n"), former: former)
        return (merged.values, merged.chart.values)
    }

    @Test func resetDropsThem() throws {
        let result = try merged(.reset, ["k": 1], former: former)
        #expect(result.values == ["k": 1])
        #expect(result.defaults == ["a": "new", "c": "new"])
    }

    @Test func theyAreKeptUnlessSomeAreGiven() throws {
        #expect(try merged(.keepUnlessGiven, [:], former: former).values == ["b": "set", "map": ["x": 1]])
        #expect(try merged(.keepUnlessGiven, ["k": 1], former: former).values == ["k": 1])
    }

    @Test func resetThenReuseKeepsThemOverTheNewDefaults() throws {
        let result = try merged(.resetThenReuse, ["map": ["x": 2]], former: former)
        #expect(result.values == ["map": ["x": 2], "b": "set"])
        #expect(result.defaults == ["a": "new", "c": "new"])
    }

    @Test func reuseKeepsTheFormerDefaultsToo() throws {
        let result = try merged(.reuse, ["map": ["x": 2]], former: former)
        #expect(result.values == ["map": ["x": 2], "b": "set"])
        #expect(result.defaults == ["b": "set", "map": ["x": 1, "y": 0], "a": "old"])
    }

    @Test(arguments: [
        ReleaseOptions.FormerValues.reset, .keepUnlessGiven, .resetThenReuse, .reuse,
    ])
    func withoutAFormerRevisionTheGivenOnesStand(_ policy: ReleaseOptions.FormerValues) throws {
        let result = try merged(policy, ["k": 1], former: nil)
        #expect(result.values == ["k": 1])
        #expect(result.defaults == ["a": "new", "c": "new"])
    }

    @Test func aNullTakesAFormerValueAway() throws {
        #expect(try merged(.resetThenReuse, ["b": .null], former: former).values == ["map": ["x": 1]])
    }
}
