import Kubernetes
import Testing
import Value

@testable import Releases

/// Options on their way through a saved plan.
@Suite struct SavedOptionsTests {
    private func read(_ value: Value) throws -> SavedFields { try SavedFields(value, place: "web.plan") }

    @Test(arguments: [.auto, .always, .never, nil] as [ReleaseOptions.ServerSide?])
    func helmsArgumentsComeBack(_ side: ReleaseOptions.ServerSide?) throws {
        var options = ReleaseOptions(mode: .upgrade)
        options.cleansUpOnFailure = true
        options.replacesObjects = true
        options.reusesName = true
        options.includesSubchartNotes = true
        options.skipsSchema = true
        options.asksDNS = true
        options.serverSide = side
        let back = try ReleaseOptions(read(options.saved))
        #expect(back == options)
    }

    @Test(arguments: [DeleteOptions.Propagation.background, .foreground, .orphan])
    func optionsOfARemovalComeBack(_ cascade: DeleteOptions.Propagation) throws {
        let options = RemovalOptions(
            keepsHistory: true, runsHooks: false, cascade: cascade, waits: false, description: "why")
        let back = try RemovalOptions(read(options.saved))
        #expect(back == options)
        let plain = try RemovalOptions(read(RemovalOptions().saved))
        #expect(plain == RemovalOptions())
    }

    /// A new option that is not saved would be lost on the way.
    @Test func everyOptionOfARemovalIsSaved() {
        let options = RemovalOptions()
        let labels = Mirror(reflecting: options).children.compactMap(\.label)
        #expect(Set(labels) == Set(RemovalOptions.savedKeys))
        #expect(options.saved.object.map { Set($0.keys) } == Set(RemovalOptions.savedKeys))
    }

    @Test func whatSomebodyWroteIsRefusedWithItsPlace() throws {
        let saved = RemovalOptions().saved
        let wrong = saved.merged(with: ["cascade": "Sideways"])
        let error = try #require(throws: SavedFieldsError.self) { _ = try RemovalOptions(read(wrong)) }
        #expect(error.description.hasPrefix("web.plan: cascade is 'Sideways'; it must be one of Background"))
        let more = saved.merged(with: ["more": 1])
        let unknown = try #require(throws: SavedFieldsError.self) { _ = try RemovalOptions(read(more)) }
        #expect(unknown.description == "web.plan: more is not known here")
        let side = ReleaseOptions().saved.merged(with: ["serverSide": "sometimes"])
        let other = try #require(throws: SavedFieldsError.self) { _ = try ReleaseOptions(read(side)) }
        #expect(other.description.hasPrefix("web.plan: serverSide is 'sometimes'"))
    }
}
