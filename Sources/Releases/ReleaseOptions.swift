public import Kubernetes
public import Repositories

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

    /// What becomes of a run that has failed after it changed something.
    public enum OnFailure: String, Sendable, Hashable, CaseIterable {
        /// The failed revision stays, and what it did: Helm's way.
        case fail
        /// The same, and the record says that nothing is to be thrown back: half a driver's change is worse than either end.
        case hold
        /// The last revision that was deployed whole comes back; a first install is removed. Where neither is, it is held.
        case rollback
    }

    /// What `--server-side` says. Applied natively it is always the server that merges; Helm can do it by itself.
    public enum ServerSide: String, Sendable, Hashable, CaseIterable {
        /// As the former revision was.
        case auto
        case always = "true"
        case never = "false"
    }

    public var mode: Mode
    public var formerValues: FormerValues
    public var crds: CRDs
    public var onFailure: OnFailure
    /// Revisions kept; zero keeps all.
    public var historyLimit: Int
    /// Of the new revision, instead of what Helm says.
    public var description: String?
    /// Objects that are there already become the release's, whosever they are; those of others are named in a warning.
    public var takesOwnership: Bool
    /// What becomes of fields that other managers have set.
    public var fieldChoices: FieldChoices
    /// What becomes of fields that the server does not know.
    public var fieldValidation: FieldValidation
    /// Objects of which fields would change that cannot be changed are removed and made anew, where nothing is lost by it.
    public var recreatesImmutable: Bool
    public var runsHooks: Bool
    /// Changes of CRDs that are made although stored objects may suffer.
    public var acceptedCRDChanges: Set<CRDFinding.Class>
    /// Where images come from instead of where the chart has them; nil keeps what the former revision said of it.
    public var mirrors: RegistryMirrors?
    /// Whether a run that waits does so until the release's Jobs have ended well, too.
    public var waitsForJobs: Bool
    /// How long nothing at all may change while something is waited for: no object, no restart, no image on its way; nil
    /// means as long as there is time.
    public var idleTimeout: Duration?
    /// What a failed upgrade or rollback has made that was not there before is removed.
    public var cleansUpOnFailure = false
    /// Objects that are there are replaced whole: what others have set in them goes.
    public var replacesObjects = false
    /// An install takes a name of which the history alone is left.
    public var reusesName = false
    /// Nil leaves it to who carries it out.
    public var serverSide: ServerSide?
    /// Notes of subcharts are joined to the chart's.
    public var includesSubchartNotes = false
    /// `values.schema.json` is left out.
    public var skipsSchema = false
    /// `getHostByName` asks the network.
    public var asksDNS = false

    public init(
        mode: Mode = .ensure, formerValues: FormerValues = .reset, crds: CRDs = .upgrade, onFailure: OnFailure = .fail,
        historyLimit: Int = RecordLimits.history, description: String? = nil, takesOwnership: Bool = false,
        fieldChoices: FieldChoices = FieldChoices(), fieldValidation: FieldValidation = .strict,
        recreatesImmutable: Bool = false, runsHooks: Bool = true, acceptedCRDChanges: Set<CRDFinding.Class> = [],
        waitsForJobs: Bool = false, idleTimeout: Duration? = nil
    ) {
        self.mode = mode
        self.formerValues = formerValues
        self.crds = crds
        self.onFailure = onFailure
        self.historyLimit = historyLimit
        self.description = description
        self.takesOwnership = takesOwnership
        self.fieldChoices = fieldChoices
        self.fieldValidation = fieldValidation
        self.recreatesImmutable = recreatesImmutable
        self.runsHooks = runsHooks
        self.acceptedCRDChanges = acceptedCRDChanges
        self.waitsForJobs = waitsForJobs
        self.idleTimeout = idleTimeout
    }
}

/// What becomes of fields that the server's schema does not have: `strict` refuses them before anything is changed, `warn`
/// leaves them out and says so, `ignore` only leaves them out.
public typealias FieldValidation = WriteOptions.FieldValidation
