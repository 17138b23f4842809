{{/*
The deployment's name. Its Service begins with a letter; the endpoint picker reads its own name off its pod's, which
Kubernetes cuts at 63 characters. Other deployments' parts end in -epp and -prefill.
*/}}
{{- define "llm-d.name" -}}
{{- $name := .Release.Name -}}
{{- if not (regexMatch "^[a-z]" $name) -}}
{{- fail (printf "the name %s does not begin with a letter, as the name of a Service must" $name) -}}
{{- end -}}
{{- if gt (len $name) 42 -}}
{{- fail (printf "the name %s has %d characters; llm-d takes at most 42: give a shorter one" $name (len $name)) -}}
{{- end -}}
{{- if regexMatch "-(epp|prefill)$" $name -}}
{{- fail (printf "the name %s ends as the parts of llm-d's deployments do, -epp and -prefill: give another one" $name) -}}
{{- end -}}
{{ $name }}
{{- end -}}

{{/* That of the endpoint picker and its proxy. */}}
{{- define "llm-d.pickerName" -}}
{{ include "llm-d.name" . }}-epp
{{- end -}}

{{/* That of what the proxy reads. */}}
{{- define "llm-d.proxyName" -}}
{{ include "llm-d.name" . }}-proxy
{{- end -}}

{{/* What tells the pods of a component from all others; never changes. Context: root, component. */}}
{{- define "llm-d.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* Context: root, component. */}}
{{- define "llm-d.labels" -}}
{{ include "llm-d.selector" . }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
{{- with .root.Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Context: an image of the values; its tag may be empty: then it is `tag`. */}}
{{- define "llm-d.image" -}}
{{ .image.registry }}/{{ .image.repository }}:{{ default .tag .image.tag }}
{{- end -}}

{{/* That of the engine: vLLM's comes with a release of llm-d, SGLang's does not. */}}
{{- define "llm-d.engineImage" -}}
{{- $known := dict "vllm" (list "ghcr.io" "llm-d/llm-d-cuda" (printf "v%s" .Chart.AppVersion)) "sglang" (list "docker.io" "lmsysorg/sglang" "v0.5.23") -}}
{{- $own := get $known .Values.engine -}}
{{- $image := .Values.image -}}
{{ default (index $own 0) $image.registry }}/{{ default (index $own 1) $image.repository }}:{{ default (index $own 2) $image.tag }}
{{- end -}}

{{- define "llm-d.servedModelName" -}}
{{ default .Values.modelId .Values.servedModelName }}
{{- end -}}

{{/* Whether prefill and decode have workers of their own; empty if not. */}}
{{- define "llm-d.isSplit" -}}
{{- if eq .Values.mode "disaggregated" -}}true{{- end -}}
{{- end -}}

{{/* Workers of a component: prefill, or decode, which does all of a request in aggregated mode. Context as above. */}}
{{- define "llm-d.replicas" -}}
{{- $values := .root.Values -}}
{{- $own := ternary $values.prefillReplicas $values.decodeReplicas (eq .component "prefill") -}}
{{ ternary $own $values.replicas (and (eq $values.mode "disaggregated") (not (kindIs "invalid" $own))) }}
{{- end -}}
