/// How a release is installed or upgraded, beyond what it is to be; Helm's flags of the same names.
public struct ReleaseOptions: Sendable, Hashable {
    public enum Mode: Sendable, Hashable {
        /// Whatever it takes to be what is asked for; nothing, where it is.
        case ensure
        /// Refused when the release exists.
        case install
        /// Refused when it does not. A new revision is made even where nothing differs, as Helm does.
        case upgrade
        /// `helm upgrade --install`.
        case upgradeOrInstall
    }

    /// What becomes of the values of the revision before; Helm's `upgrade` names them so.
    public enum FormerValues: Sendable, Hashable {
        /// They are dropped: `--reset-values`.
        case reset
        /// They lie under the new ones, and the former chart's defaults under them: `--reuse-values`.
        case reuse
        /// They lie under the new ones, over the new chart's defaults: `--reset-then-reuse-values`.
        case resetThenReuse
        /// They are kept when no value is given at all, and dropped otherwise: Helm's default.
        case keepUnlessGiven
    }

    /// What becomes of the CRDs in a chart's `crds/` folders.
    public enum CRDs: String, Sendable, Hashable, CaseIterable {
        /// Those that are missing are made, others left as they are: Helm's way.
        case create
        /// Those that are there are brought to what the chart has, too.
        case upgrade
        case skip
    }

    public enum OnFailure: Sendable, Hashable {
        /// The failed revision stays, and what it did.
        case stay
        /// The revision that was deployed before comes back; a first install is removed.
        case rollBack
    }

    public var mode: Mode
    public var formerValues: FormerValues
    public var crds: CRDs
    public var onFailure: OnFailure
    /// Revisions kept; zero keeps all.
    public var historyLimit: Int
    /// Of the new revision, instead of what Helm says.
    public var description: String?
    /// Objects that are there and belong to no release become the release's.
    public var takesOwnership: Bool
    /// Fields that other managers have set are taken from them.
    public var forcesConflicts: Bool
    public var runsHooks: Bool

    public init(
        mode: Mode = .ensure, formerValues: FormerValues = .reset, crds: CRDs = .upgrade, onFailure: OnFailure = .stay,
        historyLimit: Int = RecordLimits.history, description: String? = nil, takesOwnership: Bool = false,
        forcesConflicts: Bool = false, runsHooks: Bool = true
    ) {
        self.mode = mode
        self.formerValues = formerValues
        self.crds = crds
        self.onFailure = onFailure
        self.historyLimit = historyLimit
        self.description = description
        self.takesOwnership = takesOwnership
        self.forcesConflicts = forcesConflicts
        self.runsHooks = runsHooks
    }
}
