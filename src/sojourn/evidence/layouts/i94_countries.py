"""The numbers for countries in I-94 records, and the alpha-3 code each stands for.

Sources: the format ``I94CNTYL`` that the US National Travel and Tourism Office publishes with its I-94 files, and the
INS country codes of 2001 (180, 247, 252, 254, 406). The numbers that the format leaves without a name in 2016 (133,
148, 311, 714, 718, 734, 746) were read from the residence that at least 85 % of their bearers gave; numbers with
less agreement (such as 267, 752, 756) stay unknown. States that have ended keep their last code of ISO 3166
(``ANT``, ``CSK``, ``SCG``, ``SUN``, ``YUG``); 0 and 705 are stateless persons, ``XXA``. The numbers of the United
States and its territories are left out: the format calls them invalid, and a national of the United States is not
admitted.
"""

from __future__ import annotations

_PAIRS = """
000 XXA  101 ALB  102 AND  103 AUT  104 BEL  105 BGR  106 CSK  107 POL  108 DNK  109 EST  110 FIN  111 FRA
112 DEU  113 GRC  114 HUN  115 ISL  116 IRL  117 ITA  118 LVA  119 LIE  120 LTU  121 LUX  122 MCO  123 NLD
124 NOR  126 PRT  127 ROU  128 SMR  129 ESP  130 SWE  131 CHE  133 TUR  134 SUN  135 GBR  139 YUG  140 CZE
141 SVK  142 SCG  143 GIB  145 MLT  148 DEU  149 VAT  151 ARM  152 AZE  153 BLR  154 GEO  155 KAZ  156 KGZ
157 MDA  158 RUS  159 TJK  161 TKM  162 UKR  163 UZB  164 BIH  165 HRV  166 SVN  167 MKD  180 GBR  201 KHM
203 LAO  204 IDN  206 HKG  207 SGP  209 JPN  213 IND  214 MAC  216 YEM  217 BRN  218 CYP  220 MDV  236 AFG
240 TLS  242 BTN  243 MMR  244 LKA  245 CHN  247 IND  249 IRN  250 IRQ  251 ISR  252 JPN  253 JOR  254 KOR
255 LBN  256 OMN  257 NPL  258 PAK  260 PHL  261 SAU  262 SYR  263 THA  264 TUR  266 VNM  268 TWN  270 CXR
271 CCK  272 KWT  273 MYS  274 BGD  275 PRK  276 KOR  296 ARE  297 QAT  298 BHR  299 MNG  301 COD  304 TGO
310 CMR  311 TZA  315 ZWE  316 DZA  317 COM  320 MDG  321 REU  322 DJI  323 TUN  324 AGO  326 CPV  327 GNB
329 MOZ  330 STP  332 MAR  333 ESH  335 LSO  336 BWA  338 GMB  339 GHA  340 KEN  342 MUS  343 NGA  344 ZMB
345 MWI  346 SHN  347 SYC  348 SLE  350 SDN  351 SWZ  352 UGA  353 TZA  368 EGY  369 ETH  370 LBR  371 NAM
372 ERI  373 ZAF  375 BDI  376 RWA  381 LBY  382 GIN  383 CAF  384 TCD  385 COG  386 BEN  387 GAB  388 CIV
389 MRT  390 NER  391 SEN  392 MLI  393 BFA  394 ATF  397 SOM  399 GNQ  406 PLW  409 NCL  410 VUT  411 PYF
412 SLB  413 FJI  414 KIR  416 PCN  417 TON  420 TUV  438 AUS  440 NRU  441 PNG  464 NZL  465 WSM  467 COK
469 WLF  470 NIU  472 MHL  473 FSM  474 PLW  501 GRL  502 SPM  504 PAN  507 GLP  508 ANT  509 BMU  511 MTQ
512 BHS  513 BRB  514 JAM  516 TTO  518 ATG  519 DMA  520 GRD  521 MSR  522 KNA  523 LCA  524 VCT  525 VGB
526 CYM  527 TCA  528 HND  529 AIA  532 ABW  574 CAN  575 CRI  576 SLV  577 GTM  579 NIC  581 BLZ  582 MEX
584 CUB  585 DOM  586 HTI  601 GUF  602 SUR  603 GUY  604 FLK  687 ARG  688 BOL  689 BRA  690 CHL  691 COL
692 ECU  693 PRY  694 PER  695 URY  696 VEN  705 XXA  714 BFA  716 BLM  717 BES  718 MMR  721 CUW  723 FRO
726 HMD  729 IOT  732 RKS  734 LTU  735 MNE  736 MAF  741 CUW  743 PSE  745 SRB  746 RUS  748 SSD  749 SXM
758 PSE  760 MYT
"""


def list_countries() -> list[tuple[int, str]]:
    """List each number with its alpha-3 code."""
    words = _PAIRS.split()
    return [(int(number), code) for number, code in zip(words[::2], words[1::2], strict=True)]
