{{/* As what and where a worker's pod runs, as YAML; nothing where the operator's defaults will do. */}}
{{- define "dynamo.placed" -}}
{{- $values := .Values -}}
{{- with $values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with $values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with $values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "pods.claims" . }}
resourceClaims:
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The volumes of a worker's pod, as a YAML list. */}}
{{- define "dynamo.volumes" -}}
{{- with .Values.modelCache.claim }}
- name: model-cache
  persistentVolumeClaim:
    claimName: {{ . }}
{{- end }}
{{- with include "pods.volumes" . }}
{{ . }}
{{- end }}
{{- end -}}

{{/* Of a worker's container what the operator has defaults for, as YAML. Its probe is the operator's, but for the time. */}}
{{- define "dynamo.started" -}}
{{- with .Values.startupSeconds }}
startupProbe:
  httpGet: {path: /live, port: 9090}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: {{ div (add . 9) 10 }}
{{- end }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Resources as the older API has them, as YAML: GPUs have a name of their own, others stand below custom. */}}
{{- define "dynamo.oldResources" -}}
{{- $wanted := .Values.resources -}}
{{- $all := include "pods.resources" . | fromYaml -}}
{{- range $kind := list "limits" "requests" -}}
{{- with get $all $kind -}}
{{- $amounts := pick . "cpu" "memory" -}}
{{- if hasKey . $wanted.gpuResource -}}
{{- $_ := set $amounts "gpu" (get . $wanted.gpuResource) -}}
{{- if ne $wanted.gpuResource "nvidia.com/gpu" -}}{{- $_ := set $amounts "gpuType" $wanted.gpuResource -}}{{- end -}}
{{- end -}}
{{- with omit . "cpu" "memory" $wanted.gpuResource -}}{{- $_ := set $amounts "custom" . -}}{{- end -}}
{{- $_ := set $all $kind $amounts -}}
{{- end -}}
{{- end -}}
{{ toYaml $all }}
{{- end -}}
