import ArgumentParser
import Releases

/// What becomes of the former revision's values: Helm's flags.
struct FormerValuesOptions: ParsableArguments {
    @Flag(help: "Drop the former values.")
    var resetValues = false

    @Flag(help: "Keep the former values and defaults under the new values.")
    var reuseValues = false

    @Flag(help: "Keep the former values under the new ones, over the new chart's defaults.")
    var resetThenReuseValues = false

    func validate() throws {
        guard [resetValues, reuseValues, resetThenReuseValues].filter(\.self).count <= 1 else {
            throw ValidationError("--reset-values, --reuse-values and --reset-then-reuse-values exclude each other")
        }
    }

    var policy: ReleaseOptions.FormerValues {
        if resetValues { return .reset }
        if reuseValues { return .reuse }
        return resetThenReuseValues ? .resetThenReuse : .keepUnlessGiven
    }
}
