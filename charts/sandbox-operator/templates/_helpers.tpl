{{- define "sandbox-operator.fullname" -}}
{{- printf "%s-%s" .Release.Name .Values.simulates | trunc 43 | trimSuffix "-" -}}
{{- end -}}

{{- define "sandbox-operator.selector" -}}
app.kubernetes.io/name: {{ .Values.simulates }}
app.kubernetes.io/instance: {{ .Release.Name }}
control-plane: controller-manager
{{- end -}}

{{- define "sandbox-operator.labels" -}}
{{ include "sandbox-operator.selector" . }}
app.kubernetes.io/version: {{ default .Chart.AppVersion .Values.simulatedVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
sandbox.groundcrew/simulated: "true"
{{- end -}}
